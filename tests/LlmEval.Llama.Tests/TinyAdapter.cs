using System.Globalization;
using LlmEval.Worker.Probe;

namespace LlmEval.Llama.Tests;

/// <summary>A LoRA adapter of random numbers for a tiny model: rank 4, on the queries and outputs of attention.</summary>
internal static class TinyAdapter
{
    private const int Rank = 4;

    /// <summary>The bytes of a GGUF file.</summary>
    /// <param name="shape">The model that it fits.</param>
    /// <param name="seed">Seed of its numbers.</param>
    /// <param name="architecture">What it says it is for.</param>
    /// <param name="without">A tensor to leave out.</param>
    public static byte[] Create(TinyModelShape shape, int seed = 7, string architecture = "llama", string? without = null)
    {
        GgufWriter file = new();
        file.Add("general.architecture", architecture);
        file.Add("general.type", "adapter");
        file.Add("adapter.type", "lora");
        file.Add("adapter.lora.alpha", 16f);
        Random random = new(seed);
        for (int i = 0; i < shape.Layers; i++)
        {
            foreach (string matrix in (string[])["attn_q", "attn_output"])
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"blk.{i}.{matrix}.weight");
                Add(name + ".lora_a", [shape.Width, Rank]);
                Add(name + ".lora_b", [Rank, shape.Width]);
            }
        }

        return file.ToArray();

        void Add(string name, int[] lengths)
        {
            float[] values = new float[lengths[0] * lengths[1]];
            for (int i = 0; i < values.Length; i++) { values[i] = (float)(random.NextDouble() - 0.5) * 0.4f; }

            if (name != without) { file.Tensor(name, lengths, GgufTensorType.F32, values); }
        }
    }

    /// <summary>Writes it into a folder.</summary>
    public static string In(TemporaryFolder folder, byte[] bytes)
    {
        string path = folder[$"{Guid.NewGuid():N}.gguf"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
