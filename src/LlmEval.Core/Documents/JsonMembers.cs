using System.Text.Json;

namespace LlmEval.Documents;

/// <summary>Members of JSON objects that may have nothing to say: what is null, or no finite number, is left out.</summary>
internal static class JsonMembers
{
    /// <summary>Writes a text, unless it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) { json.WriteString(name, value); }
    }

    /// <summary>Writes a number, unless it is null or not finite.</summary>
    /// <param name="json">Where.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Its value.</param>
    /// <param name="rounded">Rounds it; as it is when null.</param>
    public static void WriteOptional(this Utf8JsonWriter json, string name, double? value, Func<double, double>? rounded = null)
    {
        if (value is { } number && double.IsFinite(number)) { json.WriteNumber(name, rounded is null ? number : rounded(number)); }
    }

    /// <summary>Writes an array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }

        json.WriteEndArray();
    }
}
