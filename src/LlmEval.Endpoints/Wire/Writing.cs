using System.Globalization;
using System.Text.Json;
using LlmEval.Models;
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

    /// <summary>Whether parts of a message are text and nothing else.</summary>
    public static bool AreText(this IEnumerable<AIContent> contents) => contents.All(static c => c is TextContent);

    /// <summary>The text of such parts.</summary>
    public static string Text(this IEnumerable<AIContent> contents) => string.Concat(contents.OfType<TextContent>().Select(static c => c.Text));

    /// <summary>Writes the parts of a message as objects of the list <c>content</c>; what is in an object is the format's own.</summary>
    public static void Parts(this Utf8JsonWriter json, IEnumerable<AIContent> contents, Action<AIContent> part)
    {
        json.WriteStartArray("content");
        foreach (AIContent content in contents)
        {
            json.WriteStartObject();
            part(content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Whether the log-probabilities of the answer's tokens are wanted.</summary>
    public static bool WantsLogprobs(this ChatOptions? chat) => chat?.AdditionalProperties?.ContainsKey(LiveModel.LogprobsProperty) == true;

    /// <summary>Refuses a part of a message that the format has no word for.</summary>
    public static NotSupportedException Unsupported(AIContent content) =>
        new($"a message with {(content is DataContent data ? data.MediaType : content.GetType().Name)} cannot be sent to this endpoint");
}
