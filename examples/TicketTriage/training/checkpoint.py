"""Saves and loads a model together with its vocabulary."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from model import Config, Model
from tokenizer import Tokenizer, Vocabulary


def save_checkpoint(path: Path, model: Model, tokenizer: Tokenizer, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "config": asdict(model.config),
            "vocabulary": asdict(tokenizer.vocabulary),
            "step": step,
            "weights": model.state_dict(),
        },
        path,
    )


def load_checkpoint(path: Path) -> tuple[Model, Tokenizer]:
    data = torch.load(path)
    model = Model(Config(**data["config"]))
    model.load_state_dict(data["weights"])
    return model.eval(), Tokenizer(Vocabulary(**data["vocabulary"]))
