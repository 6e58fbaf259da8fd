using System.Text.Json;

namespace LlmEval.Reporting.Formats;

/// <summary>What a result says of some cases, each text in one short line. A result that is gone says nothing: the verdict holds without it.</summary>
internal static class ResultTexts
{
    /// <summary>Looks cases up.</summary>
    /// <param name="suite">The suite; a private one is never looked into.</param>
    /// <param name="outputDirectory">The folder of the results.</param>
    /// <param name="ids">The cases.</param>
    public static IReadOnlyDictionary<string, CaseTexts> Find(SuiteReport suite, string outputDirectory, IEnumerable<string> ids)
    {
        HashSet<string> wanted = new(ids, StringComparer.Ordinal);
        if (suite.IsPrivate || suite.Result is null || wanted.Count == 0) { return new Dictionary<string, CaseTexts>(); }

        try
        {
            return ResultFile.Find(Path.Combine(outputDirectory, suite.Result), wanted)
                .ToDictionary(f => f.Key, f => Of(TextReport.Shown(f.Value.GetProperty("samples"))), StringComparer.Ordinal);
        }
        catch (Exception e) when (TextReport.IsUnreadable(e) || e is InvalidOperationException or IndexOutOfRangeException) { return new Dictionary<string, CaseTexts>(); }
    }

    /// <summary>What the model took for all samples of each case, in milliseconds as recorded when the answers were drawn.</summary>
    public static IReadOnlyDictionary<string, double> Latencies(SuiteReport suite, string outputDirectory)
    {
        Dictionary<string, double> latencies = new(StringComparer.Ordinal);
        if (suite.Result is null) { return latencies; }

        try
        {
            foreach (JsonElement item in ResultFile.Cases(Path.Combine(outputDirectory, suite.Result)))
            {
                string id = item.GetProperty("case").GetString()!;
                latencies[id] = latencies.GetValueOrDefault(id) + item.GetProperty("samples").EnumerateArray()
                    .SelectMany(s => s.GetProperty("turns").EnumerateArray())
                    .SelectMany(t => t.TryGetProperty("steps", out JsonElement steps) ? steps.EnumerateArray().Append(t) : [t])
                    .Sum(t => t.GetProperty("latencyMs").GetDouble());
            }
        }
        catch (Exception e) when (TextReport.IsUnreadable(e) || e is InvalidOperationException) { latencies.Clear(); }

        return latencies;
    }

    private static CaseTexts Of(JsonElement sample) => new(
        [.. sample.GetProperty("turns").EnumerateArray().Select(t => TextReport.Short(t.GetProperty("text").GetString()!))],
        [.. TextReport.Reasons(sample).GroupBy(r => r.Reason, r => r.Metric, StringComparer.Ordinal).Select(g => $"{Gating.Names.Few([.. g])}: {TextReport.Short(g.Key)}")]);
}
