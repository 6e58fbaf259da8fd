using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting.Formats;

/// <summary>
/// A run as other programs are told of it. It is kept in the output folder (<see cref="Name"/>), so that every format can be written later; answers and
/// reasons are in the results beside it and are looked up there, never those of a private suite.
/// </summary>
public sealed record RunReport
{
    /// <summary>File name in the output folder.</summary>
    public const string Name = "run.json";

    /// <summary>Version of the file; another one is refused.</summary>
    public const int FormatVersion = 1;

    /// <summary>Version of this file.</summary>
    public int Run { get; init; } = FormatVersion;

    /// <summary>Name of the project.</summary>
    public required string Project { get; init; }

    /// <summary>Version of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>When the evaluation began, in milliseconds since 1970.</summary>
    public required long Began { get; init; }

    /// <summary>When it ended.</summary>
    public required long Ended { get; init; }

    /// <summary>The status for the caller.</summary>
    public required int ExitStatus { get; init; }

    /// <summary>The verdicts, in the order of the suites.</summary>
    public required IReadOnlyList<SuiteReport> Suites { get; init; }

    /// <summary>Every diagnostic.</summary>
    public required IReadOnlyList<PlacedFinding> Findings { get; init; }

    /// <summary>Errors that belong to no verdict: what was asked for was not judged.</summary>
    internal IEnumerable<PlacedFinding> Mistakes => Findings.Where(f => !f.IsVerdict && f.Level == "error");

    /// <summary>Reads the last run.</summary>
    /// <exception cref="LlmEvalException">LLM3016: there is none, or it is of another version.</exception>
    public static RunReport Read(string outputDirectory)
    {
        string path = Path.Combine(outputDirectory, Name);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), RunReportContext.Default.RunReport) is { Run: FormatVersion } run ? run : throw Damaged(path, null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LlmEvalException(Diagnostics.Usage.At(new Location(path), "There is no report yet. Run 'llmeval run' or 'dotnet build -t:LlmEval' first."), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException) { throw Damaged(path, e); }
    }

    /// <summary>Keeps the run.</summary>
    /// <exception cref="LlmEvalException">LLM3007: it cannot be written.</exception>
    internal void Write(string outputDirectory) =>
        AtomicFile.Write(Path.Combine(outputDirectory, Name), stream => JsonSerializer.Serialize(stream, this, RunReportContext.Default.RunReport));

    private static LlmEvalException Damaged(string path, Exception? cause) =>
        new(Diagnostics.Usage.At(new Location(path), "The last run was written by another version or is damaged. Evaluate again."), cause);
}
