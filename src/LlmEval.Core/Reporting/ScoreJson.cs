using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>The scores of one answer as JSON.</summary>
internal static class ScoreJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Score> scores)
    {
        json.WriteStartArray("scores");
        foreach (Score score in scores)
        {
            json.WriteStartObject();
            json.WriteString("metric", score.Metric);
            json.WriteString("outcome", score.Outcome.ToString());
            if (score.Outcome == ScoreOutcome.Scored)
            {
                json.WriteNumber("value", score.Value);
                json.WriteBoolean("passed", score.Passed);
            }

            if (score.Reason.Length > 0) { json.WriteString("reason", score.Reason); }

            if (score.Evidence.Count > 0) { Write(json, score.Evidence); }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Evidence> evidence)
    {
        json.WriteStartArray("evidence");
        foreach (Evidence place in evidence)
        {
            json.WriteStartObject();
            json.WriteNumber("start", place.Start);
            json.WriteNumber("length", place.Length);
            json.WriteString("label", place.Label);
            if (place.Note is not null) { json.WriteString("note", place.Note); }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
