using System.Text.Json;
using LlmEval.Endpoints.Tests.Servers;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class ChatCompletionsTests
{
    private static readonly ChatMessage[] s_messages = [new(ChatRole.System, "Be polite."), new(ChatRole.User, "Grüße, \"Ann\"")];

    [Fact]
    public async Task Everything_that_was_said_reaches_the_server()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address + "/v1/", more: ("Organization", "org"));

        await client.AskAsync(s_messages, new ChatOptions
        {
            Temperature = 0.7f,
            TopP = 0.9f,
            TopK = 40,
            MaxOutputTokens = 5,
            Seed = 3,
            StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "reply"),
        });

        Received request = server.Requests.Should().ContainSingle().Subject;
        request.Address.Should().Be("/v1/chat/completions");
        request.Headers["Authorization"].Should().Be("Bearer " + Sut.Key);
        request.Headers["OpenAI-Organization"].Should().Be("org");
        request.Body.Should().Be(
            """{"model":"gpt-x","messages":[{"role":"system","content":"Be polite."},{"role":"user","content":"Grüße, \"Ann\""}],"temperature":0.7,"top_p":0.9,"top_k":40,"max_tokens":5,"seed":3,"stop":["END"],"response_format":{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"object"},"strict":true}}}""");
    }

    [Fact]
    public async Task What_was_not_said_is_left_to_the_server()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address + "/v1");

        await client.AskAsync([new(ChatRole.User, "Hi")], new ChatOptions { ResponseFormat = ChatResponseFormat.Json });

        server.Requests[0].Body.Should().Be("""{"model":"gpt-x","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_object"}}""");
    }

    [Fact]
    public async Task Everything_that_the_server_says_is_in_the_response()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello", "length")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        ChatResponse response = await client.AskAsync(s_messages);

        response.Text.Should().Be("Hello");
        response.FinishReason.Should().Be(ChatFinishReason.Length);
        response.ModelId.Should().Be("gpt-x-2026-01-01");
        response.AdditionalProperties!["system_fingerprint"].Should().Be("fp_1");
        response.Usage!.InputTokenCount.Should().Be(11);
        response.Usage.OutputTokenCount.Should().Be(7);
        response.Usage.CachedInputTokenCount.Should().Be(4);
        response.Usage.ReasoningTokenCount.Should().Be(2);
        server.Requests[0].Address.Should().Be("/v1/chat/completions", "an address without a path means the usual one");
    }

    [Theory]
    [InlineData("""{"content":null,"refusal":"I will not."}""", "stop", "I will not.", "stop")]
    [InlineData("""{"content":""}""", "stop", "", "stop")]
    [InlineData("""{"content":null}""", "content_filter", "", "content_filter")]
    [InlineData("""{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""", "stop", "ab", "stop")]
    [InlineData("""{"content":"x","reasoning_content":"hmm"}""", "stop", "x", "stop")]
    public async Task What_the_model_does_is_an_answer(string message, string finish, string text, string reason)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok($$"""{"choices":[{"message":{{message}},"finish_reason":"{{finish}}"}]}"""));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        ChatResponse response = await client.AskAsync(s_messages);

        response.Text.Should().Be(text);
        response.FinishReason!.Value.Value.Should().Be(reason);
    }

    [Fact]
    public async Task Images_and_sound_travel_in_the_message()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("a cat")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.AskAsync([new(ChatRole.User,
        [
            new TextContent("What?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png"), new DataContent(new byte[] { 4 }, "audio/wav"),
        ])]);

        JsonElement parts = server.Requests[0].Json.GetProperty("messages")[0].GetProperty("content");
        parts[1].GetProperty("image_url").GetProperty("url").GetString().Should().Be("data:image/png;base64,AQID");
        parts[2].GetProperty("input_audio").GetRawText().Should().Be("""{"data":"BA==","format":"wav"}""");
    }

    [Fact]
    public async Task Azure_is_asked_by_deployment_with_key_or_token()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using IChatClient key = await Sut.ClientAsync(server.Address, "AzureOpenAI", null, ("Deployment", "my gpt"));
        await key.AskAsync(s_messages, new ChatOptions { MaxOutputTokens = 5 });
        using IChatClient token = await Sut.StartAsync(
            "AzureOpenAI", ("Endpoint", server.Address), ("Deployment", "d"), ("ApiVersion", "2025-01-01"), ("TokenVariable", "TEST_KEY"));
        await token.AskAsync(s_messages);

        server.Requests[0].Address.Should().Be("/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21");
        server.Requests[0].Headers["api-key"].Should().Be(Sut.Key);
        server.Requests[0].Headers.Should().NotContainKey("Authorization");
        server.Requests[0].Json.GetProperty("max_completion_tokens").GetInt32().Should().Be(5);
        server.Requests[1].Address.Should().EndWith("?api-version=2025-01-01");
        server.Requests[1].Headers["Authorization"].Should().Be("Bearer " + Sut.Key);
        server.Requests[1].Headers.Should().NotContainKey("api-key");
    }

    [Fact]
    public async Task A_prompt_that_Azure_filters_is_an_answer()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Error(400, "The response was filtered", "content_filter"));
        using IChatClient client = await Sut.ClientAsync(server.Address, "AzureOpenAI");

        ChatResponse response = await client.AskAsync(s_messages);

        response.Text.Should().BeEmpty();
        response.FinishReason.Should().Be(ChatFinishReason.ContentFilter);
        server.Requests.Should().ContainSingle();
    }
}
