using System.Text.Json;

namespace LlmEval.Reporting.Html;

/// <summary>The sample of a case that is shown first, as the result file has it.</summary>
internal static class ShownSample
{
    /// <summary>The first that fails one of some metrics; else the first that went wrong at all; else the first. Null without any.</summary>
    /// <param name="result">The case's line of the result file.</param>
    /// <param name="metrics">Names of the metrics.</param>
    public static JsonElement? Of(JsonElement result, IReadOnlySet<string> metrics)
    {
        JsonElement[] samples = [.. result.GetProperty("samples").EnumerateArray()];
        foreach (bool any in new[] { false, true })
        {
            foreach (JsonElement sample in samples)
            {
                if (Scores(sample).Any(s => !IsPassed(s) && (any || metrics.Contains(s.GetProperty("metric").GetString()!)))) { return sample; }
            }
        }

        return samples.Length > 0 ? samples[0] : null;
    }

    /// <summary>What was answered: the turns, with the calls of tools among them; the trouble where there is no answer.</summary>
    public static string Text(JsonElement sample)
    {
        string[] turns = [.. Turns(sample)];
        return turns.Length == 1 ? turns[0] : string.Join("\n\n", turns.Select((t, i) => $"[{i + 1}] {t}"));
    }

    /// <summary>Each turn as text, calls of tools after it.</summary>
    public static IEnumerable<string> Turns(JsonElement sample)
    {
        foreach (JsonElement turn in sample.GetProperty("turns").EnumerateArray())
        {
            string text = turn.GetProperty("text").GetString()!;
            if (turn.TryGetProperty("steps", out JsonElement steps)) { text = string.Concat(steps.EnumerateArray().Select(s => WithCalls(s.GetProperty("text").GetString()!, s) + "\n")) + text; }

            yield return WithCalls(text, turn);
        }
    }

    /// <summary>The scores of a sample.</summary>
    public static JsonElement.ArrayEnumerator Scores(JsonElement sample) => sample.GetProperty("scores").EnumerateArray();

    /// <summary>Whether a score passed, or had nothing to judge.</summary>
    public static bool IsPassed(JsonElement score) => score.TryGetProperty("passed", out JsonElement passed) ? passed.GetBoolean() : score.GetProperty("outcome").ValueEquals("NotApplicable");

    private static string WithCalls(string text, JsonElement turn)
    {
        if (!turn.TryGetProperty("toolCalls", out JsonElement calls)) { return text; }

        string called = string.Join('\n', calls.EnumerateArray().Select(c => $"→ {c.GetProperty("name").GetString()}({c.GetProperty("arguments").GetString()})"));
        return text.Length == 0 ? called : $"{text}\n{called}";
    }
}
