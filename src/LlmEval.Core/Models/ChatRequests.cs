using System.Text.Json;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Models;

/// <summary>Says requests and answers in the words of <c>Microsoft.Extensions.AI</c>.</summary>
internal static class ChatRequests
{
    public static IEnumerable<ChatMessage> Messages(ModelRequest request) => request.Messages.Select(Message);

    public static ChatOptions Options(ModelRequest request, ModelParameters parameters)
    {
        ChatOptions options = new()
        {
            Temperature = (float?)parameters.Temperature,
            TopP = (float?)parameters.TopP,
            TopK = parameters.TopK,
            MaxOutputTokens = parameters.MaxTokens,
            Seed = parameters.Seed + request.Sample,
            StopSequences = parameters.Stop is { } stop ? [.. stop] : null,
            ResponseFormat = parameters.ResponseFormat switch
            {
                "json_object" => ChatResponseFormat.Json,
                "json_schema" => Schema(JsonElement.Parse(parameters.JsonSchema ?? "{}")),
                _ => null,
            },
            Tools = request.Tools.Count == 0 ? null : [.. request.Tools.Select(Tool)],
            AdditionalProperties = new() { [LiveModel.SampleProperty] = (long)request.Sample, [LiveModel.CaseProperty] = request.Case },
        };
        if (parameters.Logprobs == true) { options.AdditionalProperties[LiveModel.LogprobsProperty] = 0; }

        return options;
    }

    // GitHub Models has the schema as OpenAI's request has it, { name, strict, schema }; the bare schema is understood too.
    private static ChatResponseFormatJson Schema(JsonElement given) =>
        given.ValueKind == JsonValueKind.Object && !given.TryGetProperty("type", out _)
        && given.TryGetProperty("schema", out JsonElement schema) && schema.ValueKind is JsonValueKind.Object
        && given.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? ChatResponseFormat.ForJsonSchema(schema, name.GetString())
            : ChatResponseFormat.ForJsonSchema(given);

    public static Answer Answer(ChatResponse response, TimeSpan elapsed) => new()
    {
        Text = response.Text,
        Finish = Finish(response.FinishReason),
        InputTokens = response.Usage?.InputTokenCount is >= 0 and { } input ? input : null,
        OutputTokens = response.Usage?.OutputTokenCount is >= 0 and { } output ? output : null,
        Latency = Said<TimeSpan>(response, LiveModel.LatencyProperty) ?? elapsed,
        FirstToken = Said<TimeSpan>(response, LiveModel.FirstTokenProperty),
        ResponseModel = response.ModelId,
        Fingerprint = response.AdditionalProperties?.TryGetValue("system_fingerprint", out string? print) == true ? print : null,
        Cost = Cost(response),
        ToolCalls = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(Call)],
        Passages = response.AdditionalProperties?.TryGetValue(LiveModel.PassagesProperty, out IReadOnlyList<Passage>? passages) == true ? passages : [],
        Logprobs = response.AdditionalProperties?.TryGetValue(LiveModel.LogprobsProperty, out IReadOnlyList<TokenLogprob>? tokens) == true ? tokens : null,
    };

    /// <summary>What was charged. Anything but an amount would open every limit of money.</summary>
    private static double? Cost(ChatResponse response) => Said<double>(response, LiveModel.CostProperty) is not { } cost ? null
        : double.IsFinite(cost) && cost >= 0 ? cost
        : throw new InvalidDataException(FormattableString.Invariant($"the answer's cost is {cost}, which is no amount of money"));

    private static T? Said<T>(ChatResponse response, string property)
        where T : struct =>
        response.AdditionalProperties?.TryGetValue(property, out T said) == true ? said : null;

    private static ChatMessage Message(ChatTurn turn)
    {
        if (turn.ToolCallId is { } id) { return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, turn.Text)]); }

        ChatMessage message = new(new ChatRole(turn.Role), turn.Text);
        if (turn.ToolCalls is not { Count: > 0 } calls) { return message; }

        // A message that only calls has no text part: some services refuse empty ones.
        if (turn.Text.Length == 0) { message.Contents.Clear(); }

        foreach (ToolCall call in calls) { message.Contents.Add(new FunctionCallContent(call.Id, call.Name, Arguments(call)) { RawRepresentation = call }); }

        return message;
    }

    private static Dictionary<string, object?>? Arguments(ToolCall call)
    {
        try { return JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments, AIJsonUtilities.DefaultOptions); }
        catch (JsonException)
        {
            // The model's own doing: whoever sends it on finds it as it was written in the raw representation.
            return null;
        }
    }

    private static AIFunctionDeclaration Tool(ToolDefinition tool) =>
        AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, JsonElement.Parse(tool.Schema));

    /// <summary>A client that keeps the model's own words gives them as the raw representation; else they are written from what it parsed.</summary>
    private static ToolCall Call(FunctionCallContent call) => call.RawRepresentation as ToolCall
        ?? new ToolCall(call.CallId, call.Name, JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions));

    private static FinishReason Finish(ChatFinishReason? reason) => reason?.Value switch
    {
        "length" => FinishReason.Length,
        "content_filter" => FinishReason.ContentFilter,
        "tool_calls" => FinishReason.ToolCalls,
        _ => FinishReason.Stop,
    };
}
