using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmEval.Scoring.Safety;

/// <summary>Rows with expected values that stand in the folder of vectors.</summary>
internal static class Vector
{
    public static TheoryData<string> Rows(string name) => [.. File.ReadLines(Path.Combine(Here(), "..", "Vectors", $"{name}.jsonl")).Where(l => l.Length > 0)];

    public static JsonElement Read(string row) => JsonElement.Parse(row);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
