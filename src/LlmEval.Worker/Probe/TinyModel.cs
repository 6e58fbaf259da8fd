using System.Globalization;

namespace LlmEval.Worker.Probe;

/// <summary>
/// A complete language model of random weights, a few hundred kilobytes: architecture <c>llama</c>, vocabulary of bytes and letters, ChatML. It
/// writes nonsense, but by the same code as any other model.
/// </summary>
internal static class TinyModel
{
    /// <summary>The ChatML template.</summary>
    public const string ChatMl =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private const int Normal = 1, Unknown = 2, Control = 3, Byte = 6;

    /// <summary>The bytes of a GGUF file.</summary>
    public static byte[] Create(TinyModelShape shape)
    {
        GgufWriter file = new();
        List<(string Text, float Score, int Kind)> vocabulary = Vocabulary();
        Describe(file, shape, vocabulary);
        Random random = new(shape.Seed);
        int width = shape.Width, keys = shape.KeyHeads * (shape.Width / shape.Heads);
        Matrix("token_embd.weight", width, vocabulary.Count);
        for (int i = 0; i < shape.Layers; i++)
        {
            string block = string.Create(CultureInfo.InvariantCulture, $"blk.{i}.");
            Ones(block + "attn_norm.weight", width);
            Matrix(block + "attn_q.weight", width, width);
            Matrix(block + "attn_k.weight", width, keys);
            Matrix(block + "attn_v.weight", width, keys);
            Matrix(block + "attn_output.weight", width, width);
            Ones(block + "ffn_norm.weight", width);
            Matrix(block + "ffn_gate.weight", width, shape.FeedForward);
            Matrix(block + "ffn_up.weight", width, shape.FeedForward);
            Matrix(block + "ffn_down.weight", shape.FeedForward, width);
        }

        Ones("output_norm.weight", width);
        Matrix("output.weight", width, vocabulary.Count);
        return file.ToArray();

        void Matrix(string name, int columns, int rows)
        {
            float[] values = new float[columns * rows];
            for (int i = 0; i < values.Length; i++) { values[i] = Gauss(random) * shape.Spread; }

            if (name != shape.Without) { file.Tensor(name, [columns, rows], shape.Type, values); }
        }

        void Ones(string name, int length)
        {
            float[] values = new float[length];
            Array.Fill(values, 1);
            if (name != shape.Without) { file.Tensor(name, [length], GgufTensorType.F32, values); }
        }
    }

    private static void Describe(GgufWriter file, TinyModelShape shape, List<(string Text, float Score, int Kind)> vocabulary)
    {
        file.Add("general.architecture", "llama");
        file.Add("general.name", "tiny-random");
        file.Add("general.file_type", shape.Type switch { GgufTensorType.F32 => 0u, GgufTensorType.F16 => 1u, _ => 7u });
        file.Add("llama.context_length", (uint)shape.ContextLength);
        file.Add("llama.embedding_length", (uint)shape.Width);
        file.Add("llama.block_count", (uint)shape.Layers);
        file.Add("llama.feed_forward_length", (uint)shape.FeedForward);
        file.Add("llama.attention.head_count", (uint)shape.Heads);
        file.Add("llama.attention.head_count_kv", (uint)shape.KeyHeads);
        file.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        file.Add("llama.rope.dimension_count", (uint)(shape.Width / shape.Heads));
        file.Add("llama.rope.freq_base", 10000f);
        file.Add("llama.vocab_size", (uint)vocabulary.Count);
        if (shape.Pooling is { } pooling) { file.Add("llama.pooling_type", (uint)pooling); }

        file.Add("tokenizer.ggml.model", "llama");
        file.Add("tokenizer.ggml.tokens", vocabulary.ConvertAll(t => t.Text));
        file.Add("tokenizer.ggml.scores", vocabulary.ConvertAll(t => t.Score));
        file.Add("tokenizer.ggml.token_type", vocabulary.ConvertAll(t => t.Kind));
        file.Add("tokenizer.ggml.bos_token_id", 1u);
        file.Add("tokenizer.ggml.eos_token_id", 4u);
        file.Add("tokenizer.ggml.unknown_token_id", 0u);
        file.Add("tokenizer.ggml.add_bos_token", true);
        file.Add("tokenizer.ggml.add_eos_token", false);
        file.Add("tokenizer.ggml.add_space_prefix", false);
        if (shape.ChatTemplate is not null) { file.Add("tokenizer.chat_template", shape.ChatTemplate); }
    }

    private static List<(string Text, float Score, int Kind)> Vocabulary()
    {
        List<(string, float, int)> tokens =
            [("<unk>", 0, Unknown), ("<s>", 0, Control), ("</s>", 0, Control), ("<|im_start|>", 0, Control), ("<|im_end|>", 0, Control)];
        for (int i = 0; i < 256; i++) { tokens.Add((string.Create(CultureInfo.InvariantCulture, $"<0x{i:X2}>"), 0, Byte)); }

        tokens.Add(("▁", -1, Normal));
        for (char c = '!'; c <= '~'; c++) { tokens.Add((c.ToString(), -2 - (c - '!'), Normal)); }

        return tokens;
    }

    /// <summary>A normally distributed number (Box-Muller).</summary>
    private static float Gauss(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
