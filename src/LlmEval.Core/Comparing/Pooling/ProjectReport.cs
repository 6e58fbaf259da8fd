using System.Text.Json;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Comparing.Pooling;

/// <summary>The report of one project's run (<see cref="JsonReport"/>), as far as several projects are judged as one by it.</summary>
public sealed record ProjectReport
{
    private const int Version = 1;

    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the project.</summary>
    public required string Project { get; init; }

    /// <summary>The exit status of the run.</summary>
    public required int ExitStatus { get; init; }

    /// <summary>Whether an error belongs to none of its verdicts.</summary>
    public bool HasOtherErrors { get; init; }

    /// <summary>Its verdicts.</summary>
    public required IReadOnlyList<ReportedVerdict> Verdicts { get; init; }

    /// <summary>Reads a report.</summary>
    /// <param name="path">Full path of the file, or of a folder that holds one: of the project's output folder, or of the project.</param>
    /// <exception cref="LlmEvalException">LLM1013: there is none. LLM1001: it is damaged, or a newer version wrote it.</exception>
    public static ProjectReport Read(string path)
    {
        string file = Find(path);
        try
        {
            using FileStream stream = File.OpenRead(file);
            using JsonDocument document = JsonDocument.Parse(stream);
            JsonElement root = document.RootElement;
            if (!root.TryGetProperty("report", out JsonElement version)) { throw new FormatException("it is not a report of a run"); }

            if (version.GetInt32() > Version) { throw new FormatException($"it is of version {version.GetInt32()}, written by a newer LlmEval"); }

            string project = root.GetProperty("project").GetString() ?? throw new FormatException("it names no project");
            ReportedVerdict[] verdicts = [.. root.GetProperty("verdicts").EnumerateArray().Select(v => Verdict(v, project))];
            return new ProjectReport
            {
                Path = file,
                Project = project,
                ExitStatus = root.GetProperty("exitStatus").GetInt32(),
                HasOtherErrors = root.GetProperty("diagnostics").EnumerateArray().Any(d => IsError(d) && !verdicts.Any(v => IsOf(d, v))),
                Verdicts = verdicts,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(file), $"The report cannot be read: {e.Message}"), e);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            string cause = e is FormatException ? e.Message : "it is damaged";
            throw new LlmEvalException(Diagnostics.Syntax.At(
                new Location(file, e is JsonException { LineNumber: { } line } ? (int)line + 1 : 1), $"The report cannot be read: {cause}. Run the gate of its project again with this version."), e);
        }
    }

    private static string Find(string path)
    {
        if (File.Exists(path)) { return path; }

        if (!Directory.Exists(path)) { throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(path), "There is no such file or folder. Name report.json of a run, or the folder that holds it.")); }

        return new[] { JsonReport.Name, System.IO.Path.Combine("obj", "llmeval", JsonReport.Name) }.Select(n => System.IO.Path.Combine(path, n)).FirstOrDefault(File.Exists)
            ?? throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(path), $"The folder holds no {JsonReport.Name}. Run the gate of the project, or name the folder where its artifact is."));
    }

    private static ReportedVerdict Verdict(JsonElement verdict, string project) => new()
    {
        Project = project,
        Suite = Text(verdict, "suite"),
        Model = Text(verdict, "model"),
        Kind = Word<VerdictKind>(verdict, "verdict"),
        Findings = verdict.TryGetProperty("findings", out JsonElement findings)
            ? [.. findings.EnumerateArray().Select(f => new ReportedFinding(Word<VerdictKind>(f, "kind"), Text(f, "code"), f.TryGetProperty("metric", out JsonElement metric) ? metric.GetString() : null))] : null,
        Tested = [.. verdict.GetProperty("metrics").EnumerateArray().Select(Metric).OfType<ReportedMetric>()],
    };

    /// <summary>A metric without a stated rate was not tested against noise.</summary>
    private static ReportedMetric? Metric(JsonElement metric) =>
        !(Number(metric, "alpha") is { } alpha && Number(metric, "pValue") is { } p && Number(metric, "adjustedPValue") is { } adjusted) ? null : new ReportedMetric(
            Text(metric, "metric"), Word<MetricState>(metric, "state"), adjusted >= 1 ? 1 : p, adjusted, alpha,
            metric.TryGetProperty("suspects", out JsonElement suspects)
                ? [.. suspects.EnumerateArray().Select(s => (Text(s, "case"), Number(s, "pValue") ?? throw new FormatException("a suspect has no p-value"), s.GetProperty("lost").GetBoolean()))] : []);

    private static bool IsError(JsonElement diagnostic) => Text(diagnostic, "severity") == nameof(Severity.Error);

    /// <summary>Diagnostics of a verdict begin with its suite and model.</summary>
    private static bool IsOf(JsonElement diagnostic, ReportedVerdict verdict) => Text(diagnostic, "message").StartsWith($"{verdict.Suite} x {verdict.Model}: ", StringComparison.Ordinal);

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString() ?? throw new FormatException($"'{key}' is no text");

    private static double? Number(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value)
        ? value.GetDouble() is >= 0 and <= 1 and var number ? number : throw new FormatException($"'{key}' is no probability") : null;

    private static T Word<T>(JsonElement element, string key)
        where T : struct, Enum => Enum.TryParse(Text(element, key), out T word) && Enum.IsDefined(word) ? word : throw new FormatException($"'{Text(element, key)}' is no '{key}' that this version knows");
}
