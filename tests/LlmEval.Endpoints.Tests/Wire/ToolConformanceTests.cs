#pragma warning disable OPENAI001 // The responses client of the package is marked as subject to change.
using System.ClientModel;
using System.Text.Json.Nodes;
using Anthropic;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using AIFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace LlmEval.Endpoints.Tests.Wire;

/// <summary>The services' own clients and ours, asked the same with tools.</summary>
public sealed class ToolConformanceTests
{
    [Fact]
    public async Task OpenAI_s_own_client_sends_and_reads_the_same_tools()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""
            {"id":"c","object":"chat.completion","created":1,"model":"gpt-x-1","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,
             "tool_calls":[{"id":"c2","type":"function","function":{"name":"get_order","arguments":"{\"id\": 2}"}}]},
             "logprobs":{"content":[{"token":"a","logprob":-1.5,"bytes":[97],"top_logprobs":[]}],"refusal":null},"finish_reason":"tool_calls"}]}
            """));
        ChatClient theirs = new("gpt-x", new ApiKeyCredential(Sut.Key), new OpenAIClientOptions { Endpoint = new Uri(server.Address + "/v1") });
        using IChatClient ours = await Sut.ClientAsync(server.Address + "/v1");

        ChatCompletion read = await theirs.CompleteChatAsync(
            [
                OpenAI.Chat.ChatMessage.CreateUserMessage("Refund 4411"),
                OpenAI.Chat.ChatMessage.CreateAssistantMessage([ChatToolCall.CreateFunctionToolCall("c1", "get_order", BinaryData.FromString("""{"id":"4411"}"""))]),
                OpenAI.Chat.ChatMessage.CreateToolMessage("c1", """{"total":59.90}"""),
            ],
            new ChatCompletionOptions
            {
                Tools = { ChatTool.CreateFunctionTool("get_order", "Finds an order.", BinaryData.FromString(Talk.Schema)) },
                ToolChoice = ChatToolChoice.CreateRequiredChoice(),
                IncludeLogProbabilities = true,
            },
            TestContext.Current.CancellationToken);
        ChatOptions options = Talk.WithTools;
        (options.ToolMode, options.AdditionalProperties) = (ChatToolMode.RequireAny, Talk.Wishing().AdditionalProperties);
        ChatResponse response = await ours.AskAsync(Talk.Called(), options);

        ShouldBeTheSame(server.Requests[1].Body, server.Requests[0].Body);
        read.FinishReason.Should().Be(OpenAI.Chat.ChatFinishReason.ToolCalls);
        response.FinishReason.Should().Be(AIFinishReason.ToolCalls);
        response.Calls().Should().ContainSingle().Which.Should().Be(
            new ToolCall(read.ToolCalls[0].Id, read.ToolCalls[0].FunctionName, read.ToolCalls[0].FunctionArguments.ToString()));
        response.Logprobs().Should().ContainSingle().Which.Should().Be(
            new TokenLogprob(read.ContentTokenLogProbabilities[0].Token, read.ContentTokenLogProbabilities[0].LogProbability));
    }

    [Fact]
    public async Task OpenAI_s_own_client_sends_and_reads_the_same_items_of_responses()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""
            {"id":"r","object":"response","created_at":1,"model":"gpt-x-1","status":"completed","parallel_tool_calls":true,"tools":[],"tool_choice":"auto",
             "output":[{"type":"function_call","id":"fc_1","call_id":"c2","name":"get_order","arguments":"{\"id\": 2}","status":"completed"}]}
            """));
        ResponsesClient theirs = new(new ApiKeyCredential(Sut.Key), new ResponsesClientOptions { Endpoint = new Uri(server.Address + "/v1") });
        using IChatClient ours = await Sut.ClientAsync(server.Address + "/v1", more: ("Api", "responses"));

        ResponseResult read = await theirs.CreateResponseAsync(
            new CreateResponseOptions
            {
                Model = "gpt-x",
                StoredOutputEnabled = false,
                InputItems =
                {
                    ResponseItem.CreateUserMessageItem("Refund 4411"),
                    ResponseItem.CreateFunctionCallItem("c1", "get_order", BinaryData.FromString("""{"id":"4411"}""")),
                    ResponseItem.CreateFunctionCallOutputItem("c1", """{"total":59.90}"""),
                },
                Tools = { ResponseTool.CreateFunctionTool("get_order", BinaryData.FromString(Talk.Schema), strictModeEnabled: false, "Finds an order.") },
                ToolChoice = ResponseToolChoice.CreateFunctionChoice("get_order"),
            },
            TestContext.Current.CancellationToken);
        ChatOptions options = Talk.WithTools;
        options.ToolMode = ChatToolMode.RequireSpecific("get_order");
        ChatResponse response = await ours.AskAsync(Talk.Called(), options);

        ShouldBeTheSame(server.Requests[1].Body, server.Requests[0].Body);
        FunctionCallResponseItem call = read.OutputItems.OfType<FunctionCallResponseItem>().Single();
        response.Calls().Should().ContainSingle().Which.Should().Be(new ToolCall(call.CallId, call.FunctionName, call.FunctionArguments.ToString()));
        response.FinishReason.Should().Be(AIFinishReason.ToolCalls);
    }

    [Fact]
    public async Task Anthropic_s_own_client_sends_and_reads_the_same_tools()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""
            {"id":"m","type":"message","role":"assistant","model":"claude-x-1","content":[{"type":"tool_use","id":"c2","name":"get_order","input":{"id":"2"}}],
             "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":5,"cache_read_input_tokens":0,"cache_creation_input_tokens":0,"output_tokens":3} }
            """));
        using AnthropicClient client = new() { BaseUrl = server.Address, ApiKey = Sut.Key };
        using IChatClient theirs = client.AsIChatClient("gpt-x");
        using IChatClient ours = await Sut.ClientAsync(server.Address, "Anthropic");
        ChatOptions options = Talk.WithTools;
        (options.MaxOutputTokens, options.ToolMode) = (9, ChatToolMode.RequireAny);

        ChatResponse read = await theirs.AskAsync(
            [
                new(ChatRole.User, "Refund 4411"), new(ChatRole.Assistant, [new FunctionCallContent("c1", "get_order", new Dictionary<string, object?> { ["id"] = "4411" })]),
                new(ChatRole.Tool, [new FunctionResultContent("c1", """{"total":59.90}""")]),
            ],
            options);
        ChatResponse response = await ours.AskAsync(Talk.Called(), options);

        ShouldBeTheSame(server.Requests[1].Body, server.Requests[0].Body);
        FunctionCallContent call = read.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        response.Calls().Should().ContainSingle().Which.Should().Be(new ToolCall(call.CallId, call.Name, """{"id":"2"}"""));
        response.FinishReason.Should().Be(read.FinishReason);
    }

    [Fact]
    public async Task OpenAI_s_own_client_asks_for_and_reads_the_same_pieces()
    {
        byte[] body = Streams.Bytes("OpenAI", Streams.InPieces("OpenAI").Skip(2).Select(p => p.Replace("{\"id\":\"c1\"", "{\"object\":\"chat.completion.chunk\",\"created\":1,\"id\":\"c1\"", StringComparison.Ordinal)));
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Stream("OpenAI", body));
        ChatClient theirs = new("gpt-x", new ApiKeyCredential(Sut.Key), new OpenAIClientOptions { Endpoint = new Uri(server.Address + "/v1") });
        using IChatClient ours = await Sut.ClientAsync(server.Address + "/v1", more: ("Stream", "true"));

        List<StreamingChatCompletionUpdate> read = [];
        await foreach (StreamingChatCompletionUpdate update in theirs.CompleteChatStreamingAsync(
            [OpenAI.Chat.ChatMessage.CreateUserMessage("Hi")], cancellationToken: TestContext.Current.CancellationToken)) { read.Add(update); }

        ChatResponse response = await ours.AskAsync();

        ShouldBeTheSame(server.Requests[1].Body, server.Requests[0].Body);
        response.Text.Should().Be(string.Concat(read.SelectMany(u => u.ContentUpdate).Select(p => p.Text)));
        response.Calls().Select(c => c.Arguments).Should().Equal(read.SelectMany(u => u.ToolCallUpdates).GroupBy(u => u.Index)
            .Select(g => string.Concat(g.Select(u => u.FunctionArgumentsUpdate?.ToString()))));
        response.Usage!.OutputTokenCount.Should().Be(read.Single(u => u.Usage is not null).Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Anthropic_s_own_client_asks_for_and_reads_the_same_pieces()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Stream("Anthropic", Streams.Bytes("Anthropic", Streams.InPieces("Anthropic"))));
        using AnthropicClient client = new() { BaseUrl = server.Address, ApiKey = Sut.Key };
        using IChatClient theirs = client.AsIChatClient("gpt-x");
        using IChatClient ours = await Sut.ClientAsync(server.Address, "Anthropic", null, ("Stream", "true"));
        ChatOptions options = new() { MaxOutputTokens = 9 };

        ChatResponse read = await theirs.GetStreamingResponseAsync("Hi", options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken);
        ChatResponse response = await ours.AskAsync([new(ChatRole.User, "Hi")], options);

        ShouldBeTheSame(server.Requests[1].Body, server.Requests[0].Body);
        response.Text.Should().Be(read.Text);
        response.FinishReason.Should().Be(read.FinishReason);
        response.Calls().Select(c => (c.Id, c.Name)).Should().Equal(read.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => (c.CallId, c.Name)));
        response.Usage!.OutputTokenCount.Should().Be(7);
    }

    private static void ShouldBeTheSame(string ours, string theirs) =>
        JsonNode.DeepEquals(Plain(JsonNode.Parse(ours)!), Plain(JsonNode.Parse(theirs)!)).Should().BeTrue($"ours is {ours} and theirs {theirs}");

    /// <summary>A list of one part of text means the text; and what is said anyway need not be.</summary>
    private static JsonNode Plain(JsonNode node)
    {
        foreach (JsonObject holder in Objects(node).ToArray())
        {
            if (holder["content"] is JsonArray { Count: 1 } parts && parts[0]?["text"] is JsonValue text) { holder["content"] = text.GetValue<string>(); }
            if (holder["type"]?.ToString() is "message" or "custom") { holder.Remove("type"); }
            if (holder["is_error"]?.GetValue<bool>() == false) { holder.Remove("is_error"); }
        }

        return node;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject self => self.SelectMany(m => Objects(m.Value)).Append(self),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}
