using System.Globalization;
using System.Text.Json.Nodes;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Services;

/// <summary>
/// What the placeholders of one request stand for: the case's variables, and where it has none of that name <c>case.id</c>, <c>case.tags</c>,
/// <c>sample</c>, <c>prompt</c> (the last message of the user) and <c>messages</c> (the conversation).
/// </summary>
internal sealed class RequestValues(string model, Location location, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
{
    private readonly EvalCase? _case = chat?.AdditionalProperties?.TryGetValue(LiveModel.CaseProperty, out EvalCase? found) == true ? found : null;

    /// <summary>The value of a name.</summary>
    /// <exception cref="LlmEvalException">The case has none.</exception>
    public RequestValue Find(string name)
    {
        if (_case?.Find(name) is { IsNull: false } value) { return Of(value); }

        return name switch
        {
            "case.id" when _case is not null => Of(_case.Id),
            "case.tags" when _case is not null => Of(new JsonArray([.. _case.Tags.Select(t => JsonValue.Create(t))])),
            "sample" when chat?.AdditionalProperties?.TryGetValue(LiveModel.SampleProperty, out long sample) == true => Number(sample),
            "prompt" when messages.LastOrDefault(m => m.Role == ChatRole.User) is { } last => Of(last.Text),
            "messages" when messages.Count > 0 => Of(Conversation()),
            _ => throw Missing(name),
        };
    }

    private static RequestValue Of(CaseValue value) => new(value.ToText(), value.ToJson());

    private static RequestValue Of(string text) => new(text, RequestTemplate.Json(text));

    private static RequestValue Of(JsonNode node)
    {
        string json = node.ToJsonString();
        return new RequestValue(json, json);
    }

    private static RequestValue Number(long number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        return new RequestValue(text, text);
    }

    private JsonArray Conversation() =>
        [.. messages.Select(m => new JsonObject { ["role"] = m.Role.Value, ["content"] = m.Text })];

    private LlmEvalException Missing(string name) => new(_case is null
        ? Diagnostics.VariableWithoutValue.At(location, $"The request of the model '{model}' has no value for '{name}'. Mend the placeholder.")
        : name is "prompt" or "messages"
            ? Diagnostics.VariableWithoutValue.At(_case.Location, $"The case '{_case.Id}' has no conversation for '{name}', which the model '{model}' needs. Give the suite a prompt, or use the case's variables in the item.")
            : Diagnostics.VariableWithoutValue.At(_case.Location, $"The case '{_case.Id}' has no value for '{name}', which the model '{model}' needs. {_case.Remedy(name)}, or mend the placeholder in the item."));
}
