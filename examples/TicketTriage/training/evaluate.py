"""Scores a checkpoint on the evaluation suite with greedy decoding.

    python3 evaluate.py runs/triage/final.pt
    python3 evaluate.py runs/triage/final.pt --system "Sort the ticket. Answer with ..."
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import runtime  # noqa: F401  (limits threads; comes before torch)
from checkpoint import load_checkpoint
from model import Model, greedy
from prompts import DEFAULT_SYSTEM, chat_prompt
from suite import load_suite
from tickets import FIELDS
from tokenizer import END_ID, Tokenizer


def score(
    model: Model, tokenizer: Tokenizer, rows: list[dict], system: str = DEFAULT_SYSTEM
) -> dict[str, float]:
    """Share of rows with all fields right, per tag and per field, and of valid JSON objects."""
    prompts = [tokenizer.encode(chat_prompt(system, row["ticket"])) for row in rows]
    answers = [tokenizer.decode(output) for output in greedy(model, prompts, END_ID)]
    counts: dict[str, list[int]] = {}

    def count(name: str, right: bool) -> None:
        entry = counts.setdefault(name, [0, 0])
        entry[0] += right
        entry[1] += 1

    for row, answer in zip(rows, answers):
        try:
            fields = json.loads(answer)
        except ValueError:
            fields = None
        is_object = isinstance(fields, dict)
        count("exact", is_object and fields == row["expected"])
        count("json", is_object)
        for tag in row["tags"]:
            count(tag, is_object and fields == row["expected"])
        for field in FIELDS:
            count(field, is_object and field in fields and fields[field] == row["expected"][field])
    return {name: right / total for name, (right, total) in counts.items()}


def describe(scores: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.1%}" for name, value in scores.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--system", default=DEFAULT_SYSTEM)
    arguments = parser.parse_args()
    model, tokenizer = load_checkpoint(arguments.checkpoint)
    print(describe(score(model, tokenizer, load_suite(), arguments.system)))


if __name__ == "__main__":
    main()
