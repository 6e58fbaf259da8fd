using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>Samples and scores of a case as the page's script reads them. Reading and writing only: several cases may be written at once.</summary>
/// <param name="metrics">The metrics that the page knows; a score of another one tells its name.</param>
internal sealed class CaseJson(IReadOnlyList<Metric> metrics)
{
    /// <summary>Characters of one text of the list of cases.</summary>
    public const int LongestText = 12_000;

    /// <summary>Characters of one reason.</summary>
    private const int LongestReason = 1_500;

    /// <summary>Evidence of one score that is told.</summary>
    private const int MostEvidence = 5;

    private readonly Dictionary<string, int> _numbers = metrics.Select((m, i) => (m.Name, i)).DistinctBy(m => m.Name).ToDictionary(m => m.Name, m => m.i, StringComparer.Ordinal);

    /// <summary>Writes a case: <c>d</c> its difference to the baseline, <c>s</c> its samples.</summary>
    /// <param name="json">Where.</param>
    /// <param name="result">The case's line of the result file.</param>
    /// <param name="diff">How its answer became another one; null when it is not compared.</param>
    public void Write(Utf8JsonWriter json, JsonElement result, IReadOnlyList<DiffLine>? diff)
    {
        json.WriteStartObject();
        if (diff is not null)
        {
            json.WriteStartArray("d");
            foreach (DiffLine part in diff)
            {
                json.WriteNumberValue(part.Kind switch { DiffKind.Removed => -1, DiffKind.Added => 1, _ => 0 });
                json.WriteStringValue(part.Text);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("s");
        foreach (JsonElement sample in result.GetProperty("samples").EnumerateArray()) { WriteSample(json, sample); }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // n its number, c whether it came from the cache, x what went wrong, t the turns, r the scores.
    private void WriteSample(Utf8JsonWriter json, JsonElement sample)
    {
        json.WriteStartObject();
        json.WriteNumber("n", sample.GetProperty("sample").GetInt32());
        if (sample.GetProperty("cached").GetBoolean()) { json.WriteNumber("c", 1); }

        if (sample.TryGetProperty("trouble", out JsonElement wrong) || sample.TryGetProperty("failure", out wrong)) { json.WriteString("x", HtmlText.Short(wrong.GetString()!, LongestReason)); }

        json.WriteStartArray("t");
        foreach (string turn in ShownSample.Turns(sample)) { json.WriteStringValue(HtmlText.Short(turn, LongestText)); }

        json.WriteEndArray();
        json.WriteStartArray("r");
        foreach (JsonElement score in ShownSample.Scores(sample)) { WriteScore(json, score); }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // [number or name of the metric, 1 passed | 0 failed | 2 nothing to judge | 3 unscored, value, reason, evidence...]; what is not there at the end is left out.
    private void WriteScore(Utf8JsonWriter json, JsonElement score)
    {
        string name = score.GetProperty("metric").GetString()!;
        bool isScored = score.TryGetProperty("passed", out JsonElement passed);
        json.WriteStartArray();
        if (_numbers.TryGetValue(name, out int number)) { json.WriteNumberValue(number); }
        else { json.WriteStringValue(HtmlText.Clean(name)); }

        json.WriteNumberValue(isScored ? (passed.GetBoolean() ? 1 : 0) : score.GetProperty("outcome").ValueEquals("NotApplicable") ? 2 : 3);
        if (isScored) { json.WriteNumberValue(Math.Round(score.GetProperty("value").GetDouble(), 6)); }
        else { json.WriteNullValue(); }

        bool hasEvidence = score.TryGetProperty("evidence", out JsonElement evidence);
        if (score.TryGetProperty("reason", out JsonElement reason)) { json.WriteStringValue(HtmlText.Short(reason.GetString()!, LongestReason)); }
        else if (hasEvidence) { json.WriteStringValue(string.Empty); }

        if (hasEvidence)
        {
            foreach (JsonElement place in evidence.EnumerateArray().Take(MostEvidence))
            {
                string label = place.GetProperty("label").GetString()!;
                json.WriteStringValue(HtmlText.Short(place.TryGetProperty("note", out JsonElement note) ? $"{label}: {note.GetString()}" : label, LongestReason));
            }
        }

        json.WriteEndArray();
    }
}
