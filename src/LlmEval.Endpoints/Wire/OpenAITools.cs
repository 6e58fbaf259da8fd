using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Wire;

/// <summary>How OpenAI's two interfaces are given tools: the one nests the function in the tool, the other does not.</summary>
internal static class OpenAITools
{
    /// <summary>Writes the tools and which of them is to be called.</summary>
    /// <param name="json">Where.</param>
    /// <param name="chat">The request's options.</param>
    /// <param name="isNested">Whether the function is an object inside of the tool (chat completions).</param>
    public static void Tools(this Utf8JsonWriter json, ChatOptions? chat, bool isNested)
    {
        IReadOnlyList<AIFunctionDeclaration> functions = chat.Functions();
        if (functions.Count == 0) { return; }

        json.WriteStartArray("tools");
        foreach (AIFunctionDeclaration function in functions)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            if (isNested) { json.WriteStartObject("function"); }

            json.WriteString("name", function.Name);
            if (function.Description is { Length: > 0 } description) { json.WriteString("description", description); }

            json.WritePropertyName("parameters");
            function.JsonSchema.WriteTo(json);

            // Unsaid, responses means strict, which not every schema can be.
            if (isNested) { json.WriteEndObject(); }
            else { json.WriteBoolean("strict", false); }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (chat!.AllowMultipleToolCalls is { } several) { json.WriteBoolean("parallel_tool_calls", several); }
        if (chat.ToolMode is NoneChatToolMode) { json.WriteString("tool_choice", "none"); }
        if (!chat.IsRequired(out string? name)) { return; }

        if (name is null)
        {
            json.WriteString("tool_choice", "required");
            return;
        }

        json.WriteStartObject("tool_choice");
        json.WriteString("type", "function");
        if (isNested) { json.WriteStartObject("function"); }

        json.WriteString("name", name);
        if (isNested) { json.WriteEndObject(); }

        json.WriteEndObject();
    }
}
