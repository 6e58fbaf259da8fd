using System.Text.Json;

namespace LlmEval.Core.Tests.Statistics;

/// <summary>Reference values that lie beside the tests, a JSON object a line.</summary>
internal static class Vector
{
    public static IEnumerable<JsonElement> Rows(string file, string family = "Statistics")
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "LlmEval.sln"))) { root = root.Parent!; }

        string path = Path.Combine(root.FullName, "tests", "LlmEval.Core.Tests", family, "Vectors", file);
        return File.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement);
    }

    public static double Number(this JsonElement row, string name) => row.GetProperty("expected").GetProperty(name).GetDouble();

    public static double[] Numbers(this JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];
}
