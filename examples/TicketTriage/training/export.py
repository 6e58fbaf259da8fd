"""Writes a checkpoint as a GGUF file that llama.cpp loads.

    python3 export.py runs/triage/final.pt ../models/triage-q8_0.gguf
    python3 export.py runs/triage/final.pt ../models/variants/triage-f16.gguf --type f16
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy

import runtime  # noqa: F401  (limits threads; comes before torch)
from checkpoint import load_checkpoint
from gguf import GgufWriter, TensorType, ValueType
from model import Model
from tokenizer import BOS_ID, END_ID, UNKNOWN_ID, Tokenizer

# How ggml numbers the type of most tensors of a file.
FILE_TYPES = {"f16": (TensorType.F16, 1), "q8_0": (TensorType.Q8_0, 7)}

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def add_metadata(writer: GgufWriter, model: Model, tokenizer: Tokenizer, file_type: int) -> None:
    config, vocabulary = model.config, tokenizer.vocabulary
    writer.add("general.architecture", ValueType.STRING, "llama")
    writer.add("general.name", ValueType.STRING, "triage-tiny")
    writer.add("general.license", ValueType.STRING, "MIT")
    writer.add("general.file_type", ValueType.UINT32, file_type)
    for key, number in (
        ("context_length", config.context),
        ("embedding_length", config.width),
        ("block_count", config.layers),
        ("feed_forward_length", config.feed_forward),
        ("attention.head_count", config.heads),
        ("attention.head_count_kv", config.kv_heads),
        ("rope.dimension_count", config.head_width),
        ("vocab_size", config.vocabulary),
    ):
        writer.add(f"llama.{key}", ValueType.UINT32, number)
    writer.add("llama.attention.layer_norm_rms_epsilon", ValueType.FLOAT32, config.norm_epsilon)
    writer.add("llama.rope.freq_base", ValueType.FLOAT32, config.rope_base)
    writer.add("tokenizer.ggml.model", ValueType.STRING, "llama")
    writer.add_array("tokenizer.ggml.tokens", ValueType.STRING, vocabulary.tokens)
    writer.add_array("tokenizer.ggml.scores", ValueType.FLOAT32, vocabulary.scores)
    writer.add_array("tokenizer.ggml.token_type", ValueType.INT32, vocabulary.types)
    writer.add("tokenizer.ggml.bos_token_id", ValueType.UINT32, BOS_ID)
    writer.add("tokenizer.ggml.eos_token_id", ValueType.UINT32, END_ID)
    writer.add("tokenizer.ggml.unknown_token_id", ValueType.UINT32, UNKNOWN_ID)
    writer.add("tokenizer.ggml.add_bos_token", ValueType.BOOL, True)
    writer.add("tokenizer.ggml.add_eos_token", ValueType.BOOL, False)
    writer.add("tokenizer.ggml.add_space_prefix", ValueType.BOOL, False)
    writer.add("tokenizer.chat_template", ValueType.STRING, CHAT_TEMPLATE)


def export(model: Model, tokenizer: Tokenizer, path: Path, type_name: str) -> None:
    """Matrices get the wanted type, norms stay F32; the embedding doubles as output layer."""
    matrix_type, file_type = FILE_TYPES[type_name]
    writer = GgufWriter()
    add_metadata(writer, model, tokenizer, file_type)
    for name, weights in model.state_dict().items():
        values = weights.numpy().astype(numpy.float32)
        tensor_type = matrix_type if values.ndim == 2 else TensorType.F32
        writer.add_tensor(name.replace("blocks.", "blk."), values, tensor_type)
    writer.write(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--type", choices=FILE_TYPES, default="q8_0")
    arguments = parser.parse_args()
    model, tokenizer = load_checkpoint(arguments.checkpoint)
    export(model, tokenizer, arguments.output, arguments.type)
    print(f"{arguments.output}: {arguments.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
