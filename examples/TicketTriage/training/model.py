"""A small transformer of the llama architecture, and greedy decoding with it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Config:
    vocabulary: int
    width: int = 128
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    feed_forward: int = 384
    context: int = 512
    norm_epsilon: float = 1e-5
    rope_base: float = 10000.0

    @property
    def head_width(self) -> int:
        return self.width // self.heads


class RmsNorm(nn.Module):
    def __init__(self, width: int, epsilon: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


def rotate(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Rotary position embedding on interleaved pairs, as llama.cpp does it for "llama"."""
    length = x.shape[2]
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = cosines[:length], sines[:length]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Block(nn.Module):
    """Attention with grouped key/value heads, then a gated feed-forward layer."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        width, kv_width = config.width, config.kv_heads * config.head_width

        def linear(inputs: int, outputs: int) -> nn.Linear:
            return nn.Linear(inputs, outputs, bias=False)

        self.attn_norm = RmsNorm(width, config.norm_epsilon)
        self.attn_q = linear(width, width)
        self.attn_k = linear(width, kv_width)
        self.attn_v = linear(width, kv_width)
        self.attn_output = linear(width, width)
        self.ffn_norm = RmsNorm(width, config.norm_epsilon)
        self.ffn_gate = linear(width, config.feed_forward)
        self.ffn_up = linear(width, config.feed_forward)
        self.ffn_down = linear(config.feed_forward, width)

    def forward(self, x: Tensor, cosines: Tensor, sines: Tensor, mask: Tensor) -> Tensor:
        config = self.config
        batch, length, width = x.shape

        def heads(values: Tensor, count: int) -> Tensor:
            return values.view(batch, length, count, config.head_width).transpose(1, 2)

        h = self.attn_norm(x)
        query = rotate(heads(self.attn_q(h), config.heads), cosines, sines)
        key = rotate(heads(self.attn_k(h), config.kv_heads), cosines, sines)
        value = heads(self.attn_v(h), config.kv_heads)
        group = config.heads // config.kv_heads
        key, value = key.repeat_interleave(group, 1), value.repeat_interleave(group, 1)
        scores = query @ key.transpose(-1, -2) * config.head_width**-0.5
        weights = (scores + mask[:length, :length]).softmax(-1)
        mixed = (weights @ value).transpose(1, 2).reshape(batch, length, width)
        x = x + self.attn_output(mixed)
        h = self.ffn_norm(x)
        return x + self.ffn_down(functional.silu(self.ffn_gate(h)) * self.ffn_up(h))


class Model(nn.Module):
    """The output layer is the transposed token embedding (tied weights)."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.token_embd = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.output_norm = RmsNorm(config.width, config.norm_epsilon)
        positions = torch.arange(config.context).float()
        frequencies = config.rope_base ** (
            -torch.arange(0, config.head_width, 2).float() / config.head_width
        )
        angles = positions[:, None] * frequencies
        mask = torch.full((config.context, config.context), -1e9).triu(1)
        self.register_buffer("cosines", angles.cos(), persistent=False)
        self.register_buffer("sines", angles.sin(), persistent=False)
        self.register_buffer("mask", mask, persistent=False)
        self._initialize()

    def _initialize(self) -> None:
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2:
                continue
            if name == "token_embd.weight":
                deviation = 0.05
            elif "attn_output" in name or "ffn_down" in name:
                deviation = 0.02 / math.sqrt(2 * self.config.layers)
            else:
                deviation = 0.02
            nn.init.normal_(parameter, 0.0, deviation)

    def forward(self, tokens: Tensor, selected: Tensor | None = None) -> Tensor:
        """Logits of all positions, or of the ``selected`` ones (a boolean mask) only."""
        x = self.token_embd(tokens)
        for block in self.blocks:
            x = block(x, self.cosines, self.sines, self.mask)
        x = self.output_norm(x)
        if selected is not None:
            x = x[selected]
        return x @ self.token_embd.weight.t()


@torch.no_grad()
def greedy(model: Model, prompts: list[list[int]], end: int, limit: int = 96) -> list[list[int]]:
    """Continue every prompt with the likeliest tokens up to ``end``.

    Prompts of the same length are decoded together.
    """
    by_length: dict[int, list[int]] = {}
    for index, prompt in enumerate(prompts):
        by_length.setdefault(len(prompt), []).append(index)
    outputs: list[list[int]] = [[] for _ in prompts]
    for indices in by_length.values():
        tokens = torch.tensor([prompts[i] for i in indices])
        open_indices = set(indices)
        for _ in range(limit):
            following = model(tokens)[:, -1].argmax(-1)
            tokens = torch.cat((tokens, following[:, None]), 1)
            for index, token in zip(indices, following.tolist()):
                if token == end:
                    open_indices.discard(index)
                elif index in open_indices:
                    outputs[index].append(token)
            if not open_indices:
                break
    return outputs
