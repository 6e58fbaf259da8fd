using System.Text.Json;

namespace LlmEval.Reporting.Aieval;

/// <summary>A metric as the store has it. What could not be scored has no value and an error among its diagnostics, which makes the case red there too.</summary>
internal sealed record AievalMetric(string Name, string Unit, bool IsBinary, bool HigherIsBetter, bool Decides)
{
    /// <summary>Writes a score.</summary>
    /// <param name="json">Where.</param>
    /// <param name="score">The score, of a result of ours.</param>
    /// <param name="id">The case.</param>
    /// <param name="isPrivate">Whether reasons, which quote answers, are left out.</param>
    public void Write(Utf8JsonWriter json, JsonElement score, string id, bool isPrivate)
    {
        string outcome = score.GetProperty("outcome").GetString()!;
        double? value = score.TryGetProperty("value", out JsonElement found) && double.IsFinite(found.GetDouble()) ? found.GetDouble() : null;
        bool passed = score.TryGetProperty("passed", out JsonElement holds) && holds.GetBoolean();
        string? reason = !isPrivate && score.TryGetProperty("reason", out JsonElement said) ? said.GetString() : null;
        bool isUnscored = value is null && outcome != "NotApplicable";
        json.WriteStartObject(Name);
        json.WriteString("$type", IsBinary ? "boolean" : "numeric");
        if (value is { } number)
        {
            if (IsBinary) { json.WriteBoolean("value", number >= 0.5); }
            else { json.WriteNumber("value", number); }
        }

        json.WriteString("name", Name);
        if (reason is not null) { json.WriteString("reason", reason); }

        json.WriteStartObject("interpretation");
        json.WriteString("rating", value is { } rated ? Rating(rated, passed) : isUnscored ? "inconclusive" : "unknown");
        json.WriteBoolean("failed", isUnscored ? Decides : value is not null && !passed && Decides);
        if (reason is not null) { json.WriteString("reason", reason); }

        json.WriteEndObject();
        if (value is null) { WriteDiagnostic(json, isUnscored, reason); }

        json.WriteStartObject("metadata");
        json.WriteString("llmeval-case", id);
        json.WriteString("llmeval-outcome", outcome);
        json.WriteString("llmeval-unit", Unit);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDiagnostic(Utf8JsonWriter json, bool isUnscored, string? reason)
    {
        json.WriteStartArray("diagnostics");
        json.WriteStartObject();
        json.WriteString("severity", isUnscored ? "error" : "informational");
        json.WriteString("message", (isUnscored ? "Not scored" : "Not applicable") + (reason is null ? "." : $": {reason}"));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>
    /// The report tells which direction is better by how ratings go with values. A ratio is rated in fifths, as Microsoft's own are, but never against what the
    /// threshold says; of other units only that is known.
    /// </summary>
    private string Rating(double value, bool passed)
    {
        if (IsBinary) { return passed ? "exceptional" : "unacceptable"; }
        if (Unit != "ratio") { return passed ? "good" : "poor"; }

        double good = HigherIsBetter ? value : 1 - value;
        return good switch
        {
            > 0.8 => passed ? "exceptional" : "average",
            > 0.6 => passed ? "good" : "average",
            > 0.4 => "average",
            > 0.2 => passed ? "average" : "poor",
            _ => passed ? "average" : "unacceptable",
        };
    }
}
