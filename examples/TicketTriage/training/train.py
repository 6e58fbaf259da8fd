"""Trains the triage model from scratch on synthetic tickets.

    python3 train.py --out runs/triage

The number of steps is fixed and every random choice has a fixed seed, so two
runs on the same kind of processor give the same weights.  Checkpoints are
written every ``--checkpoint-every`` steps and at the end (``final.pt``).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import runtime  # noqa: F401  (limits threads; comes before torch)
import torch
from torch import Tensor
from torch.nn import functional

from checkpoint import save_checkpoint
from evaluate import describe, score
from model import Config, Model
from muon import Muon
from prompts import chat_prompt, make_answer, make_instruction
from suite import load_suite
from tickets import make_ticket
from tokenizer import END_ID, Tokenizer, train_vocabulary

SEED = 7
VOCABULARY_SIZE = 1024
VOCABULARY_SAMPLES = 6000
BATCH_SIZE = 32
BATCHES_PER_POOL = 64  # examples are sorted by length within a pool of so many batches
TICKET_WEIGHT = 0.05  # of a ticket's token in the loss; an answer's token weighs 1
WARMUP_STEPS = 80
DECAY_FROM = 0.3  # the rates are constant up to here, then fall linearly to zero
MATRIX_RATE = 0.015
OTHER_RATE = 0.003

Example = tuple[list[int], int, int]  # tokens, first token of the ticket, first of the answer


def make_texts(rng: random.Random, held_out: set[str]) -> tuple[str, str, str]:
    """A random example: the prompt up to the ticket, the rest of the prompt, the answer."""
    while True:
        ticket = make_ticket(rng)
        if ticket.text.lower() not in held_out:
            break
    instruction = make_instruction(rng)
    prompt = chat_prompt(instruction.system, ticket.text)
    start = prompt.rindex("user\n") + len("user\n")
    return prompt[:start], prompt[start:], make_answer(ticket, instruction)


def make_example(rng: random.Random, tokenizer: Tokenizer, held_out: set[str]) -> Example:
    head, rest, answer = make_texts(rng, held_out)
    head_tokens = tokenizer.encode(head)
    prompt_tokens = head_tokens + tokenizer.encode(rest, add_bos=False)
    answer_tokens = tokenizer.encode(answer, add_bos=False) + [END_ID]
    return prompt_tokens + answer_tokens, len(head_tokens), len(prompt_tokens)


def to_batch(examples: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Inputs, next tokens and the weights of the next tokens in the loss."""
    length = max(len(tokens) for tokens, _, _ in examples) - 1
    inputs = torch.zeros(len(examples), length, dtype=torch.long)
    targets = torch.zeros(len(examples), length, dtype=torch.long)
    weights = torch.zeros(len(examples), length)
    for row, (tokens, ticket_start, answer_start) in enumerate(examples):
        count = len(tokens) - 1
        inputs[row, :count] = torch.tensor(tokens[:-1])
        targets[row, :count] = torch.tensor(tokens[1:])
        weights[row, ticket_start - 1 : answer_start - 1] = TICKET_WEIGHT
        weights[row, answer_start - 1 : count] = 1.0
    return inputs, targets, weights


def batches(
    rng: random.Random, tokenizer: Tokenizer, held_out: set[str]
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Endless fresh batches of examples of similar length."""
    while True:
        pool = [
            make_example(rng, tokenizer, held_out) for _ in range(BATCH_SIZE * BATCHES_PER_POOL)
        ]
        pool.sort(key=lambda example: len(example[0]))
        groups = [pool[i : i + BATCH_SIZE] for i in range(0, len(pool), BATCH_SIZE)]
        rng.shuffle(groups)
        for group in groups:
            yield to_batch(group)


def rate_factor(step: int, steps: int) -> float:
    decay = (steps - step) / (steps * (1 - DECAY_FROM))
    return min(1.0, (step + 1) / WARMUP_STEPS, decay)


def make_optimizers(model: Model) -> list[torch.optim.Optimizer]:
    matrices = [p for p in model.blocks.parameters() if p.dim() == 2]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    optimizers = [
        Muon(matrices, lr=MATRIX_RATE, weight_decay=0.05),
        torch.optim.AdamW(others, lr=OTHER_RATE, betas=(0.9, 0.98), weight_decay=0.01),
    ]
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["full_rate"] = group["lr"]
    return optimizers


def train(out: Path, steps: int, checkpoint_every: int) -> None:
    torch.manual_seed(SEED)
    suite = load_suite()
    held_out = {row["ticket"].lower() for row in suite}

    vocabulary_rng = random.Random(SEED + 1)
    samples = ["".join(make_texts(vocabulary_rng, held_out)) for _ in range(VOCABULARY_SAMPLES)]
    tokenizer = Tokenizer(train_vocabulary(samples, VOCABULARY_SIZE))

    model = Model(Config(vocabulary=len(tokenizer)))
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {steps} steps", flush=True)
    optimizers = make_optimizers(model)
    stream = batches(random.Random(SEED), tokenizer, held_out)

    start, token_count = time.monotonic(), 0
    for step in range(1, steps + 1):
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["full_rate"] * rate_factor(step - 1, steps)
        inputs, targets, weights = next(stream)
        selected = weights > 0
        logits = model(inputs, selected)
        losses = functional.cross_entropy(logits, targets[selected], reduction="none")
        kept = weights[selected]
        loss = (losses * kept).sum() / kept.sum()
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        token_count += inputs.numel()

        if step % 50 == 0:
            seconds = time.monotonic() - start
            answer_loss = losses[kept == 1].mean().item()
            print(
                f"step {step}  {seconds:.0f} s  {token_count / seconds:.0f} tokens/s  "
                f"loss {loss.item():.4f}  answer loss {answer_loss:.4f}",
                flush=True,
            )
        if step % checkpoint_every == 0 and step < steps:
            save_checkpoint(out / f"step-{step:05d}.pt", model, tokenizer, step)
            scores = score(model, tokenizer, suite[:60])
            print("  suite, first 60 rows:", describe(scores), flush=True)
    save_checkpoint(out / "final.pt", model, tokenizer, steps)
    print(f"done in {time.monotonic() - start:.0f} s, {token_count} tokens")
    print("suite:", describe(score(model, tokenizer, suite)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("runs/triage"))
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--checkpoint-every", type=int, default=250)
    arguments = parser.parse_args()
    train(arguments.out, arguments.steps, arguments.checkpoint_every)


if __name__ == "__main__":
    main()
