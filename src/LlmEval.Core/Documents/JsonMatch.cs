using System.Text.Json;

namespace LlmEval.Documents;

/// <summary>Compares JSON with a value that an author wrote, by structure: numbers by value, members in any order.</summary>
internal static class JsonMatch
{
    /// <summary>Whether a value is the one that is asked for.</summary>
    /// <param name="value">The value, of any depth that was parsed.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="exact">Whether mappings may have no members but those asked for. Lists are always equal in length and order.</param>
    public static bool Holds(JsonElement value, CaseValue asked, bool exact) => asked.Kind switch
    {
        CaseValueKind.Null => value.ValueKind == JsonValueKind.Null,
        CaseValueKind.Boolean => value.ValueKind == (asked.Text == "true" ? JsonValueKind.True : JsonValueKind.False),
        CaseValueKind.Number => value.ValueKind == JsonValueKind.Number && JsonElement.DeepEquals(value, JsonElement.Parse(CoreSchema.JsonNumber(asked.Text)!)),
        CaseValueKind.Text => value.ValueKind == JsonValueKind.String && IsText(value, asked.Text),
        CaseValueKind.List => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == asked.Items.Count
            && asked.Items.Zip(value.EnumerateArray()).All(p => Holds(p.Second, p.First, exact)),
        _ => value.ValueKind == JsonValueKind.Object
            && asked.Members.All(m => value.TryGetProperty(m.Key, out JsonElement member) && Holds(member, m.Value, exact))
            && (!exact || value.EnumerateObject().All(m => asked[m.Name] is not null)),
    };

    private static bool IsText(JsonElement value, string text)
    {
        try { return value.ValueEquals(text); }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text that an author could have asked for.
            return false;
        }
    }
}
