using System.Text.Json;
using LlmEval.Documents;

namespace LlmEval.Scoring.Structure;

/// <summary>A JSON value as text, and compared with what an author wrote.</summary>
internal static class JsonValue
{
    /// <summary>A string's own text; anything else as it stands in the answer.</summary>
    public static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    /// <summary>
    /// Whether a JSON value is what was expected. A text (also one from a template) equals a string with that text, a number of that
    /// value (1.0 is 1), the literals true, false and null, or the list or object that it spells. A number, boolean or null
    /// written without quotes equals only a JSON value of that kind.
    /// </summary>
    public static bool Matches(JsonElement found, string expected, ScalarKind kind) => found.ValueKind switch
    {
        JsonValueKind.String => kind == ScalarKind.Text && found.ValueEquals(expected),
        JsonValueKind.Number => kind is ScalarKind.Text or ScalarKind.Integer or ScalarKind.Real && Same(found, expected),
        JsonValueKind.True => kind is ScalarKind.Text or ScalarKind.Boolean && expected == "true",
        JsonValueKind.False => kind is ScalarKind.Text or ScalarKind.Boolean && expected == "false",
        JsonValueKind.Null => kind is ScalarKind.Text or ScalarKind.Null && expected == "null",
        _ => kind == ScalarKind.Text && Same(found, expected),
    };

    /// <summary>What an author wrote, as a reason shows it: a null without quotes, since it is no text.</summary>
    public static string Shown(string expected, ScalarKind kind) => kind == ScalarKind.Null ? "null" : Quote.Short(expected);

    private static bool Same(JsonElement found, string expected)
    {
        try
        {
            string? number = found.ValueKind == JsonValueKind.Number ? CoreSchema.JsonNumber(expected) : null;
            // Numbers are compared by value and exactly, properties in any order.
            return JsonElement.DeepEquals(found, JsonElement.Parse(number ?? expected));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
