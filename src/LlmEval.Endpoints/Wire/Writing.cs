using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>What the formats write alike.</summary>
internal static class Writing
{
    /// <summary>Writes a number as its shortest decimal text: 0.7 given as a float must not become 0.699999988.</summary>
    public static void Number(this Utf8JsonWriter json, string name, float? value)
    {
        if (value is not { } number) { return; }

        json.WritePropertyName(name);
        json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture));
    }

    public static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) { json.WriteNumber(name, number); }
    }

    public static void Texts(this Utf8JsonWriter json, string name, IList<string>? values)
    {
        if (values is not { Count: > 0 }) { return; }

        json.WriteStartArray(name);
        foreach (string value in values) { json.WriteStringValue(value); }

        json.WriteEndArray();
    }

    /// <summary>Whether a message is text and nothing else.</summary>
    public static bool IsText(this ChatMessage message) => message.Contents.All(static c => c is TextContent);

    /// <summary>Writes the parts of a message as objects of the list <c>content</c>; what is in an object is the format's own.</summary>
    public static void Parts(this Utf8JsonWriter json, ChatMessage message, Action<AIContent> part)
    {
        json.WriteStartArray("content");
        foreach (AIContent content in message.Contents)
        {
            json.WriteStartObject();
            part(content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Refuses a part of a message that the format has no word for.</summary>
    public static NotSupportedException Unsupported(AIContent content) =>
        new($"a message with {(content is DataContent data ? data.MediaType : content.GetType().Name)} cannot be sent to this endpoint");
}
