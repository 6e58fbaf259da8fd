"""A SentencePiece-style tokenizer that agrees with llama.cpp's "llama" tokenizer.

The vocabulary is trained by plain byte pair encoding; a piece's score is its
negative rank, so merging the best-scored pair first (what llama.cpp does)
repeats the merges in the order in which they were learnt.  Pieces never cross
the boundaries of ``RUN`` (words, single digits, punctuation), hence encoding
run by run gives the same result as encoding the whole text.
"""

from __future__ import annotations

import collections
import re
from dataclasses import dataclass

SPACE = "\u2581"  # how SentencePiece writes a blank
CONTROL_TOKENS = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
UNKNOWN_ID, BOS_ID, END_ID = 0, 1, 4  # END_ID is <|im_end|>, which ends an answer
FIRST_BYTE_ID = len(CONTROL_TOKENS)
FIRST_PIECE_ID = FIRST_BYTE_ID + 256

# Token types as GGUF numbers them.
TYPE_NORMAL, TYPE_UNKNOWN, TYPE_CONTROL, TYPE_BYTE = 1, 2, 3, 6

RUN = re.compile(rf"{SPACE}?[A-Za-z]+|[0-9]|{SPACE}?[^A-Za-z0-9{SPACE}\n]+|{SPACE}|\n")
SPECIAL = re.compile(r"(<\|im_start\|>|<\|im_end\|>|<s>|</s>)")


@dataclass(frozen=True)
class Vocabulary:
    tokens: list[str]
    scores: list[float]
    types: list[int]

    @staticmethod
    def of(pieces: list[str]) -> "Vocabulary":
        """Control tokens, the 256 bytes, then the pieces by rank."""
        tokens = list(CONTROL_TOKENS) + [f"<0x{b:02X}>" for b in range(256)] + pieces
        scores = [0.0] * FIRST_PIECE_ID + [-float(rank) for rank in range(1, len(pieces) + 1)]
        types = [TYPE_UNKNOWN] + [TYPE_CONTROL] * 4 + [TYPE_BYTE] * 256
        types += [TYPE_NORMAL] * len(pieces)
        return Vocabulary(tokens, scores, types)


def _runs(text: str) -> list[str]:
    return RUN.findall(text.replace(" ", SPACE))


def _merge(symbols: tuple[str, ...], left: str, right: str) -> tuple[str, ...]:
    merged: list[str] = []
    i = 0
    while i < len(symbols):
        if symbols[i] == left and symbols[i + 1 : i + 2] == (right,):
            merged.append(left + right)
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return tuple(merged)


def train_vocabulary(texts: list[str], size: int) -> Vocabulary:
    """Learn a vocabulary of ``size`` tokens from ``texts`` by byte pair encoding."""
    counts: collections.Counter[str] = collections.Counter()
    for text in texts:
        for part in SPECIAL.split(text):
            if not SPECIAL.fullmatch(part):
                counts.update(run for run in _runs(part) if run != "\n")
    words = {tuple(word): count for word, count in counts.items()}
    pieces = [SPACE] + [chr(code) for code in range(33, 127)]
    while len(pieces) < size - FIRST_PIECE_ID:
        pairs: collections.Counter[tuple[str, str]] = collections.Counter()
        for symbols, count in words.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += count
        if not pairs:
            break
        left, right = max(pairs, key=lambda pair: (pairs[pair], pair))
        if left + right not in pieces:
            pieces.append(left + right)
        merged: collections.Counter[tuple[str, ...]] = collections.Counter()
        for symbols, count in words.items():
            merged[_merge(symbols, left, right)] += count
        words = merged
    return Vocabulary.of(pieces)


class Tokenizer:
    """Encodes and decodes text with a vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self._ids = {
            token: i
            for i, token in enumerate(vocabulary.tokens)
            if vocabulary.types[i] in (TYPE_NORMAL, TYPE_CONTROL)
        }
        self._cache: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self.vocabulary.tokens)

    def _encode_run(self, run: str) -> list[int]:
        """Merge the neighbours with the best score (leftmost on a tie) until none is left."""
        if run in self._cache:
            return self._cache[run]
        symbols = list(run)
        while True:
            best: tuple[float, int] | None = None
            for i in range(len(symbols) - 1):
                token = self._ids.get(symbols[i] + symbols[i + 1])
                if token is not None:
                    score = self.vocabulary.scores[token]
                    if best is None or score > best[0]:
                        best = (score, i)
            if best is None:
                break
            i = best[1]
            symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
        ids: list[int] = []
        for symbol in symbols:
            if symbol in self._ids:
                ids.append(self._ids[symbol])
            else:
                ids.extend(FIRST_BYTE_ID + byte for byte in symbol.encode())
        self._cache[run] = ids
        return ids

    def encode(self, text: str, add_bos: bool = True) -> list[int]:
        ids = [BOS_ID] if add_bos else []
        for part in SPECIAL.split(text):
            if SPECIAL.fullmatch(part):
                ids.append(self._ids[part])
            else:
                for run in _runs(part):
                    ids.extend(self._encode_run(run))
        return ids

    def decode(self, ids: list[int]) -> str:
        data = bytearray()
        for i in ids:
            if self.vocabulary.types[i] == TYPE_BYTE:
                data.append(i - FIRST_BYTE_ID)
            elif self.vocabulary.types[i] == TYPE_NORMAL:
                data.extend(self.vocabulary.tokens[i].replace(SPACE, " ").encode())
        return data.decode("utf-8", "replace")
