"""Limits torch and BLAS to one thread.  Import before torch.

With a model this small one thread is the fastest choice, and it keeps the
order of every sum, hence the result, the same from run to run.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import torch  # noqa: E402

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
