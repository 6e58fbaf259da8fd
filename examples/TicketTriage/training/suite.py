"""Writes the evaluation suite, evals/tickets.jsonl.

The suite has its own seed.  Rows tagged ``seen-wording`` are new combinations
of sentence templates that training uses too; rows tagged ``unseen-wording``
say what they are about in sentences that training never uses.  train.py skips
every ticket of the suite, so no text of it is trained on.

    python3 suite.py
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from tickets import make_ticket

SUITE_PATH = Path(__file__).resolve().parent.parent / "evals" / "tickets.jsonl"
SEED = 20240
ROWS = 240
UNSEEN_EVERY = 6  # every sixth row has unseen wordings: 40 of 240

SEEN_TAG, UNSEEN_TAG = "seen-wording", "unseen-wording"


def make_suite() -> list[dict]:
    rng = random.Random(SEED)
    rows: list[dict] = []
    texts: set[str] = set()
    while len(rows) < ROWS:
        unseen = len(rows) % UNSEEN_EVERY == UNSEEN_EVERY - 1
        ticket = make_ticket(rng, unseen)
        if ticket.text.lower() in texts:
            continue
        texts.add(ticket.text.lower())
        rows.append(
            {
                "id": f"t-{len(rows) + 1:03d}",
                "ticket": ticket.text,
                "expected": ticket.fields,
                "tags": [UNSEEN_TAG if unseen else SEEN_TAG],
            }
        )
    return rows


def load_suite(path: Path = SUITE_PATH) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main() -> None:
    SUITE_PATH.parent.mkdir(parents=True, exist_ok=True)
    with SUITE_PATH.open("w", encoding="utf-8", newline="\n") as file:
        for row in make_suite():
            file.write(json.dumps(row) + "\n")
    print(f"{ROWS} rows in {SUITE_PATH}")


if __name__ == "__main__":
    main()
