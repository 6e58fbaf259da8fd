using System.Text.Json;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

/// <summary>A conversation with tools, as the engine has it.</summary>
internal static class Talk
{
    public const string Schema = """{"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"additionalProperties":false}""";

    public static ChatOptions WithTools => new() { Tools = [AIFunctionFactory.CreateDeclaration("get_order", "Finds an order.", JsonElement.Parse(Schema))] };

    public static ChatMessage[] Called(string arguments = """{"id":"4411"}""") =>
    [
        new(ChatRole.User, "Refund 4411"),
        new(ChatRole.Assistant, [Call("c1", "get_order", arguments)]),
        new(ChatRole.Tool, [new FunctionResultContent("c1", """{"total":59.90}""")]),
    ];

    public static FunctionCallContent Call(string id, string name, string arguments) =>
        new(id, name) { RawRepresentation = new ToolCall(id, name, arguments) };

    public static ToolCall[] Calls(this ChatResponse response) =>
        [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => (ToolCall)c.RawRepresentation!)];

    public static IReadOnlyList<TokenLogprob>? Logprobs(this ChatResponse response) =>
        response.AdditionalProperties!.TryGetValue(Models.LiveModel.LogprobsProperty, out IReadOnlyList<TokenLogprob>? tokens) ? tokens : null;

    public static ChatOptions Wishing() => new() { AdditionalProperties = new() { [Models.LiveModel.LogprobsProperty] = 0 } };
}
