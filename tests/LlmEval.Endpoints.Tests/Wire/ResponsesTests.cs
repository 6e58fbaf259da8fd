using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class ResponsesTests
{
    private const string Said = """
        {"id":"r","object":"response","model":"gpt-x-1","status":"STATUS","incomplete_details":DETAILS,
         "output":[{"type":"reasoning","summary":[]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hel"},{"type":"output_text","text":"lo"}]}],
         "usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5,"output_tokens_details":{"reasoning_tokens":1}}}
        """;

    [Fact]
    public async Task The_request_says_what_was_asked_and_leaves_nothing_on_the_server()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said.Replace("STATUS", "completed").Replace("DETAILS", "null")));
        using IChatClient client = await Sut.ClientAsync(server.Address + "/v1", more: ("Api", "responses"));

        ChatResponse response = await client.AskAsync(
            [new(ChatRole.System, "s"), new(ChatRole.User, "u")], new ChatOptions { Temperature = 0, MaxOutputTokens = 9, ResponseFormat = ChatResponseFormat.Json });

        server.Requests[0].Address.Should().Be("/v1/responses");
        server.Requests[0].Body.Should().Be(
            """{"model":"gpt-x","input":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"store":false,"temperature":0,"max_output_tokens":9,"text":{"format":{"type":"json_object"}}}""");
        response.Text.Should().Be("Hello");
        response.ModelId.Should().Be("gpt-x-1");
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        response.Usage!.InputTokenCount.Should().Be(3);
        response.Usage.ReasoningTokenCount.Should().Be(1);
    }

    [Theory]
    [InlineData("""{"reason":"max_output_tokens"}""", "length")]
    [InlineData("""{"reason":"content_filter"}""", "content_filter")]
    public async Task An_answer_that_was_cut_or_filtered_is_an_answer(string details, string reason)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said.Replace("STATUS", "incomplete").Replace("DETAILS", details)));
        using IChatClient client = await Sut.ClientAsync(server.Address, more: ("Api", "responses"));

        (await client.AskAsync([new(ChatRole.User, "u")])).FinishReason!.Value.Value.Should().Be(reason);
    }

    [Fact]
    public async Task A_response_that_failed_is_trouble()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            (c, _) => c.Ok("""{"status":"failed","error":{"code":"server_error","message":"oops"},"output":[]}"""));
        using IChatClient client = await Sut.ClientAsync(server.Address, more: ("Api", "responses"));

        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")])).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*oops*");
    }

    [Fact]
    public async Task What_the_interface_cannot_say_is_refused_instead_of_left_out()
    {
        using IChatClient client = await Sut.ClientAsync("http://127.0.0.1:9", more: ("Api", "responses"));

        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")], new ChatOptions { StopSequences = ["x"] }))
            .Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Code.Should().Be("LLM1003");
    }
}
