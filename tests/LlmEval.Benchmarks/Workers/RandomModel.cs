using LlmEval.Worker.Probe;

namespace LlmEval.Benchmarks.Workers;

/// <summary>A model of 25.5 million random weights, as large as work with it is slow enough to be measured. It writes nonsense at the speed of any other.</summary>
internal static class RandomModel
{
    private static readonly TinyModelShape s_shape = new()
    {
        Width = 512, Layers = 8, Heads = 8, KeyHeads = 4, FeedForward = 1536, Type = GgufTensorType.Q8, Spread = 0.05f,
    };

    /// <summary>The file, written at the first call.</summary>
    public static string In(string folder)
    {
        string path = Path.Combine(folder, "random-25m-q8_0.gguf");
        if (File.Exists(path)) { return path; }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path + ".part", TinyModel.Create(s_shape));
        File.Move(path + ".part", path);
        return path;
    }
}
