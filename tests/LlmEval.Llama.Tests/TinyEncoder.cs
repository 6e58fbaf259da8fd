using System.Globalization;
using LlmEval.Worker.Probe;

namespace LlmEval.Llama.Tests;

/// <summary>A complete embedding model of random weights of the architecture <c>bert</c>: it reads both ways, keeps no memory and has no chat template.</summary>
internal static class TinyEncoder
{
    private const int Width = 32, Heads = 2, FeedForward = 64, Layers = 2, Positions = 128;

    /// <summary>The bytes of a GGUF file.</summary>
    public static byte[] Create()
    {
        string[] words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "\u2581hello", "\u2581world", "\u2581a", "\u2581text"];
        GgufWriter file = new();
        file.Add("general.architecture", "bert");
        file.Add("general.name", "tiny-random-encoder");
        file.Add("bert.context_length", (uint)Positions);
        file.Add("bert.embedding_length", (uint)Width);
        file.Add("bert.block_count", (uint)Layers);
        file.Add("bert.feed_forward_length", (uint)FeedForward);
        file.Add("bert.attention.head_count", (uint)Heads);
        file.Add("bert.attention.layer_norm_epsilon", 1e-12f);
        file.Add("bert.attention.causal", false);
        file.Add("tokenizer.ggml.model", "bert");
        file.Add("tokenizer.ggml.token_type_count", 2u);
        file.Add("tokenizer.ggml.tokens", words);
        file.Add("tokenizer.ggml.scores", Array.ConvertAll(words, _ => 0f));
        file.Add("tokenizer.ggml.token_type", Array.ConvertAll(words, w => w[0] == '[' ? 3 : 1));
        file.Add("tokenizer.ggml.bos_token_id", 2u);
        file.Add("tokenizer.ggml.unknown_token_id", 1u);
        file.Add("tokenizer.ggml.seperator_token_id", 3u);
        file.Add("tokenizer.ggml.padding_token_id", 0u);
        file.Add("tokenizer.ggml.cls_token_id", 2u);
        file.Add("tokenizer.ggml.mask_token_id", 4u);

        Random random = new(5);
        Matrix("token_embd.weight", Width, words.Length);
        Matrix("token_types.weight", Width, 2);
        Matrix("position_embd.weight", Width, Positions);
        Norm("token_embd_norm", Width);
        for (int i = 0; i < Layers; i++)
        {
            string block = string.Create(CultureInfo.InvariantCulture, $"blk.{i}.");
            foreach (string name in (string[])["attn_q", "attn_k", "attn_v", "attn_output"])
            {
                Matrix(block + name + ".weight", Width, Width);
                Vector(block + name + ".bias", Width, 0);
            }

            Norm(block + "attn_output_norm", Width);
            Matrix(block + "ffn_up.weight", Width, FeedForward);
            Vector(block + "ffn_up.bias", FeedForward, 0);
            Matrix(block + "ffn_down.weight", FeedForward, Width);
            Vector(block + "ffn_down.bias", Width, 0);
            Norm(block + "layer_output_norm", Width);
        }

        return file.ToArray();

        void Norm(string name, int length)
        {
            Vector(name + ".weight", length, 1);
            Vector(name + ".bias", length, 0);
        }

        void Vector(string name, int length, float value)
        {
            float[] values = new float[length];
            Array.Fill(values, value);
            file.Tensor(name, [length], GgufTensorType.F32, values);
        }

        void Matrix(string name, int columns, int rows)
        {
            float[] values = new float[columns * rows];
            for (int i = 0; i < values.Length; i++) { values[i] = (float)(random.NextDouble() - 0.5); }

            file.Tensor(name, [columns, rows], GgufTensorType.F32, values);
        }
    }
}
