"""The Muon optimizer for weight matrices: momentum whose steps are orthogonalised.

For a model this small it reaches the same loss in far fewer steps than AdamW
alone, which is what makes training on one CPU core bearable.  Embeddings and
norms are left to AdamW (see train.py).
"""

from __future__ import annotations

import torch
from torch import Tensor

# Coefficients of the quintic Newton-Schulz iteration.
_A, _B, _C = 3.4445, -4.7750, 2.0315


def orthogonalize(matrix: Tensor, iterations: int = 5) -> Tensor:
    """Roughly replace the singular values of a matrix by 1."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.t() if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        square = x @ x.t()
        x = _A * x + (_B * square + _C * square @ square) @ x
    return x.t() if tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters, lr: float, momentum: float = 0.95, weight_decay: float = 0.0):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if not state:
                    state["velocity"] = torch.zeros_like(parameter)
                velocity = state["velocity"]
                velocity.mul_(group["momentum"]).add_(parameter.grad)
                update = orthogonalize(parameter.grad.add(velocity, alpha=group["momentum"]))
                scale = max(1.0, parameter.shape[0] / parameter.shape[1]) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"] * scale)
