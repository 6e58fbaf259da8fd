using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// Reads what a judge answered: one JSON object, nothing around it but white space, or one Markdown fence around all of it. Nothing is guessed: a word that stands somewhere in a text is no verdict.
/// </summary>
internal static class JudgeJson
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The object, or null with the cause.</summary>
    public static JsonElement? Read(Answer answer, out string? cause)
    {
        cause = answer.Finish switch
        {
            FinishReason.Length => "its answer was cut at the token limit",
            FinishReason.ContentFilter => "its answer was filtered",
            _ when string.IsNullOrWhiteSpace(answer.Text) => "its answer is empty",
            _ => null,
        };
        if (cause is not null) { return null; }

        try
        {
            using JsonDocument document = JsonDocument.Parse(Unfenced(answer.Text), s_strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) { return document.RootElement.Clone(); }

            cause = $"its answer is no JSON object: {Quote.Short(answer.Text)}";
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            cause = $"its answer is not JSON: {Quote.Short(answer.Text)}";
        }

        return null;
    }

    /// <summary>A text of an object, or null where there is none.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement text) || text.ValueKind != JsonValueKind.String) { return null; }

        try { return text.GetString(); }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private static string Unfenced(string text)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal)) { return trimmed; }

        int line = trimmed.IndexOf('\n', StringComparison.Ordinal);
        if (line < 0 || trimmed.Length - 3 <= line || trimmed[3..line].Trim() is not ("" or "json" or "JSON")) { return trimmed; }

        return trimmed[(line + 1)..^3];
    }
}
