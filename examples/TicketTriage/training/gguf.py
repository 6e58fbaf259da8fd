"""A small writer of GGUF version 3 files (F32, F16 and Q8_0 tensors)."""

from __future__ import annotations

import struct
from enum import IntEnum
from pathlib import Path
from typing import Any, Sequence

import numpy

MAGIC = b"GGUF"
VERSION = 3
ALIGNMENT = 32
Q8_BLOCK = 32


class ValueType(IntEnum):
    """Types of metadata values."""

    UINT32 = 4
    INT32 = 5
    FLOAT32 = 6
    BOOL = 7
    STRING = 8
    ARRAY = 9


class TensorType(IntEnum):
    """Types of tensors (ggml's numbers)."""

    F32 = 0
    F16 = 1
    Q8_0 = 8


_PACK = {
    ValueType.UINT32: "<I",
    ValueType.INT32: "<i",
    ValueType.FLOAT32: "<f",
    ValueType.BOOL: "<?",
}


def _string(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _value(value_type: ValueType, value: Any) -> bytes:
    if value_type is ValueType.STRING:
        return _string(value)
    return struct.pack(_PACK[value_type], value)


def _padding(length: int) -> bytes:
    return b"\0" * (-length % ALIGNMENT)


def quantize_q8_0(values: numpy.ndarray) -> bytes:
    """Blocks of 32 values: a float16 scale and 32 signed bytes."""
    blocks = values.astype(numpy.float32).reshape(-1, Q8_BLOCK)
    scales = (numpy.abs(blocks).max(axis=1) / 127).astype(numpy.float16)
    divisors = scales.astype(numpy.float32)
    divisors[divisors == 0] = 1
    records = numpy.zeros(len(blocks), dtype=[("scale", "<f2"), ("values", "i1", Q8_BLOCK)])
    records["scale"] = scales
    records["values"] = numpy.clip(numpy.rint(blocks / divisors[:, None]), -127, 127)
    return records.tobytes()


class GgufWriter:
    """Collects metadata and tensors, then writes them to one file."""

    def __init__(self) -> None:
        self._metadata: list[bytes] = []
        self._tensors: list[tuple[str, tuple[int, ...], TensorType, bytes]] = []

    def add(self, key: str, value_type: ValueType, value: Any) -> None:
        self._metadata.append(
            _string(key) + struct.pack("<I", value_type) + _value(value_type, value)
        )

    def add_array(self, key: str, value_type: ValueType, values: Sequence[Any]) -> None:
        head = _string(key) + struct.pack("<IIQ", ValueType.ARRAY, value_type, len(values))
        self._metadata.append(head + b"".join(_value(value_type, value) for value in values))

    def add_tensor(self, name: str, values: numpy.ndarray, tensor_type: TensorType) -> None:
        """GGUF lists dimensions innermost first, numpy outermost first."""
        if tensor_type is TensorType.Q8_0:
            data = quantize_q8_0(values)
        else:
            data = values.astype("<f4" if tensor_type is TensorType.F32 else "<f2").tobytes()
        self._tensors.append((name, tuple(reversed(values.shape)), tensor_type, data))

    def write(self, path: Path) -> None:
        head = bytearray(MAGIC)
        head += struct.pack("<IQQ", VERSION, len(self._tensors), len(self._metadata))
        head += b"".join(self._metadata)
        offset = 0
        for name, dimensions, tensor_type, data in self._tensors:
            head += _string(name) + struct.pack("<I", len(dimensions))
            head += b"".join(struct.pack("<Q", dimension) for dimension in dimensions)
            head += struct.pack("<IQ", tensor_type, offset)
            offset += len(data) + len(_padding(len(data)))
        head += _padding(len(head))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(head)
            for _, _, _, data in self._tensors:
                file.write(data + _padding(len(data)))
