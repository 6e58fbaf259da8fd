using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>Streams the rows of a data file, whatever its format; a row that cannot be read is reported and comes as null.</summary>
internal static class DataRows
{
    /// <summary>The endings of files that can be read, for messages.</summary>
    public const string Formats = ".csv, .jsonl, .ndjson, .json, .yaml or .yml";

    public static bool CanRead(string path) => Reader(path) is not null;

    public static IEnumerable<LocatedNode?> Read(string path, DiagnosticBag diagnostics) => Reader(path)!(path, diagnostics);

    private static Func<string, DiagnosticBag, IEnumerable<LocatedNode?>>? Reader(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => CsvRows.Read,
        ".jsonl" or ".ndjson" => LocatedJson.ReadLines,
        ".json" => LocatedJson.ReadItems,
        ".yaml" or ".yml" => YamlReader.ReadItems,
        _ => null,
    };
}
