"""System messages (the instruction) and the answers they ask for.

An instruction names an output form and a list of keys.  Training draws form,
keys, their order, their names and the wording at random for every example, so
the model has to read the system message to know what to write:

* ``json``: one JSON object with exactly the listed keys in the listed order;
* ``line``: the values of the listed keys in one line, separated by `` / ``;
* ``word``: the value of the first listed key and nothing else.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from tickets import FIELDS, Ticket

DEFAULT_SYSTEM = (
    "Triage the support ticket. Answer with one JSON object "
    "with the keys category, priority, product, order."
)

KEY_NAMES: dict[str, tuple[str, ...]] = {
    "category": ("category", "topic", "type", "label"),
    "priority": ("priority", "urgency", "severity"),
    "product": ("product", "item", "device"),
    "order": ("order", "order_id", "order_number", "reference"),
}

OPENINGS = (
    "You are a support assistant.", "You work at a help desk.",
    "You are a helpful assistant.", "You help a shop.",
)
VERBS = ("Triage", "Sort", "Classify", "Label", "Read", "Route", "Review")
OBJECTS = (
    "the support ticket", "the support ticket", "the ticket", "this support ticket",
    "this ticket", "the customer message", "the message", "the request",
)
FORMS: dict[str, tuple[str, ...]] = {
    "json": ("one JSON object", "a JSON object", "one JSON object", "JSON"),
    "line": ("one line", "a single line", "one text line"),
    "word": ("one word", "a single word", "only one word"),
}
ANSWERS = (
    "Answer with {form} {join} {keys}.", "Reply with {form} {join} {keys}.",
    "Respond with {form} {join} {keys}.", "Return {form} {join} {keys}.",
    "Output {form} {join} {keys}.", "Write {form} {join} {keys}.",
    "The answer is {form} {join} {keys}.", "Give me {form} {join} {keys}.",
    "Find {keys}. Answer with {form}.", "Extract {keys} as {form}.",
)
JOINS = (
    "with the keys", "with the keys", "with the fields", "with keys", "with", "that has the keys",
)
ONLY = (
    "Answer with the {key} only.", "Answer only with the {key}.",
    "Reply with just the {key}.", "Return only the {key}.", "What is the {key}?",
)
TAILS = ("No other text.", "Do not explain.", "Be brief.", "Nothing else.")
MISSING_RULES = ("Use {word} when a value is missing.", "Write {word} for a missing value.")
MISSING_WORDS = ("null", "none", "unknown")


@dataclass(frozen=True)
class Instruction:
    """A system message, and what it asks for.

    ``keys`` are (field, key name) pairs; ``missing`` stands for an absent value
    (in JSON, ``null`` is the bare word and anything else a string).
    """

    system: str
    form: str
    keys: tuple[tuple[str, str], ...]
    missing: str


def _key_list(rng: random.Random, names: list[str], form: str) -> str:
    if len(names) == 1:
        return names[0]
    if form == "line" and rng.random() < 0.6:
        return " / ".join(names)
    if rng.random() < 0.3:
        return ", ".join(names[:-1]) + " and " + names[-1]
    return ", ".join(names)


def make_instruction(rng: random.Random) -> Instruction:
    """Draw one instruction."""
    form = rng.choices(("json", "line", "word"), (0.70, 0.14, 0.16))[0]
    if form == "json" and rng.random() < 0.35:
        fields = list(FIELDS)
    else:
        if form == "json":
            count = rng.choice((1, 2, 3, 3, 4, 4))
        elif form == "line":
            count = rng.choice((2, 2, 3))
        else:
            count = rng.choice((1, 1, 1, 4))
        fields = rng.sample(FIELDS, count)
    renames = rng.random() < 0.6
    keys = tuple((f, rng.choice(KEY_NAMES[f]) if renames else f) for f in fields)

    if form == "word" and len(keys) == 1 and rng.random() < 0.4:
        answer = rng.choice(ONLY).format(key=keys[0][1])
    else:
        answer = rng.choice(ANSWERS if rng.random() < 0.6 else ANSWERS[:1]).format(
            form=rng.choice(FORMS[form]),
            join=rng.choice(JOINS),
            keys=_key_list(rng, [name for _, name in keys], form),
        )
    parts = [answer]
    if rng.random() < 0.9:
        parts.insert(0, f"{rng.choice(VERBS)} {rng.choice(OBJECTS)}.")
    if rng.random() < 0.15:
        parts.insert(0, rng.choice(OPENINGS))
    missing = "null" if form == "json" else "none"
    if rng.random() < 0.2:
        missing = rng.choice(MISSING_WORDS)
        parts.append(rng.choice(MISSING_RULES).format(word=missing))
    if rng.random() < 0.15:
        parts.append(rng.choice(TAILS))
    return Instruction(" ".join(parts), form, keys, missing)


def make_answer(ticket: Ticket, instruction: Instruction) -> str:
    """What the model should write for this ticket under this instruction."""
    values = {name: ticket.fields[field] or instruction.missing for field, name in instruction.keys}
    if instruction.form == "json":
        nullable = {name: None if value == "null" else value for name, value in values.items()}
        return json.dumps(nullable, separators=(",", ":"))
    if instruction.form == "line":
        return " / ".join(values.values())
    return next(iter(values.values()))


def chat_prompt(system: str, user: str) -> str:
    """The ChatML prompt, as the template in the GGUF file renders it."""
    return (
        f"<|im_start|>system\n{system}<|im_end|>\n"
        f"<|im_start|>user\n{user}<|im_end|>\n"
        f"<|im_start|>assistant\n"
    )
