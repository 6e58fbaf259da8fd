using System.Text.Json;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class AnthropicTests
{
    private static string Said(string reason) => $$"""
        {"id":"m","type":"message","role":"assistant","model":"claude-x-1","content":[{"type":"thinking","thinking":"hmm"},{"type":"text","text":"Hello"}],
         "stop_reason":"{{reason}}","usage":{"input_tokens":5,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":3} }
        """;

    [Fact]
    public async Task The_request_is_one_of_the_messages_api()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said("end_turn")));
        using IChatClient client = await Sut.ClientAsync(server.Address + "/v1", "Anthropic");

        ChatResponse response = await client.AskAsync(
            [new(ChatRole.System, "s"), new(ChatRole.User, "u"), new(ChatRole.Assistant, "a"), new(ChatRole.User, "v")],
            new ChatOptions
            {
                Temperature = 0.5f,
                TopK = 4,
                Seed = 1,
                StopSequences = ["E"],
                ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}""")),
            });

        server.Requests[0].Address.Should().Be("/v1/messages");
        server.Requests[0].Headers["x-api-key"].Should().Be(Sut.Key);
        server.Requests[0].Headers["anthropic-version"].Should().Be("2023-06-01");
        server.Requests[0].Body.Should().Be(
            """{"model":"gpt-x","max_tokens":4096,"system":"s","messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"},{"role":"user","content":"v"}],"temperature":0.5,"top_k":4,"stop_sequences":["E"],"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""");
        response.Text.Should().Be("Hello");
        response.ModelId.Should().Be("claude-x-1");
        response.Usage!.InputTokenCount.Should().Be(125, "what came from the cache was read as well");
        response.Usage.OutputTokenCount.Should().Be(3);
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("refusal", "content_filter")]
    public async Task The_reason_to_stop_is_kept(string said, string reason)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said(said)));
        using IChatClient client = await Sut.ClientAsync(server.Address, "Anthropic");

        (await client.AskAsync([new(ChatRole.User, "u")])).FinishReason!.Value.Value.Should().Be(reason);
    }

    [Fact]
    public async Task An_overloaded_service_is_waited_for()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Number <= 8
            ? c.Status(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""") : c.Ok(Said("end_turn")));
        using IChatClient client = await Sut.ClientAsync(server.Address, "Anthropic");

        (await client.AskAsync([new(ChatRole.User, "u")])).Text.Should().Be("Hello");
    }

    [Fact]
    public async Task A_version_without_sampling_parameters_refuses_them_instead_of_leaving_them_out()
    {
        Sut.Validate("Anthropic", ("Model", "m"), ("ApiVersion", "new")).Should().ContainSingle();
        using IChatClient client = await Sut.ClientAsync("http://127.0.0.1:9", "Anthropic", null, ("ApiVersion", "2026-10-21"));

        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")], new ChatOptions { TopK = 1 })).Should().ThrowAsync<LlmEvalException>())
            .WithMessage("*2023-06-01*").Which.Diagnostic.Code.Should().Be("LLM1003");
    }
}
