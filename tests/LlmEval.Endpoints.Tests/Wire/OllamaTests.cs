using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class OllamaTests
{
    private static string Said(string reason, string done = "true") => $$"""
        {"model":"llama3.2:1b","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hello","thinking":"hmm"},
         "done":{{done}},"done_reason":"{{reason}}","total_duration":5,"prompt_eval_count":26,"eval_count":8}
        """;

    [Fact]
    public async Task The_request_is_one_of_its_own_chat()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said("stop")));
        using IChatClient client = await Sut.StartAsync(
            "Ollama", ("Endpoint", server.Address), ("Model", "llama3.2:1b"), ("ContextSize", "8192"));

        ChatResponse response = await client.AskAsync(
            [new(ChatRole.System, "s"), new(ChatRole.User, [new TextContent("u"), new DataContent(new byte[] { 1 }, "image/png")])],
            new ChatOptions { Temperature = 0, TopP = 0.5f, TopK = 3, MaxOutputTokens = 7, Seed = 42, StopSequences = ["E"], ResponseFormat = ChatResponseFormat.Json });

        server.Requests[0].Address.Should().Be("/api/chat");
        server.Requests[0].Headers.Should().NotContainKey("Authorization");
        server.Requests[0].Body.Should().Be(
            """{"model":"llama3.2:1b","stream":false,"messages":[{"role":"system","content":"s"},{"role":"user","content":"u","images":["AQ=="]}],"format":"json","options":{"temperature":0,"top_p":0.5,"top_k":3,"num_predict":7,"num_ctx":8192,"seed":42,"stop":["E"]}}""");
        response.Text.Should().Be("Hello");
        response.ModelId.Should().Be("llama3.2:1b");
        response.Usage!.InputTokenCount.Should().Be(26);
        response.Usage.OutputTokenCount.Should().Be(8);
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task An_answer_at_the_limit_is_cut()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said("length")));
        using IChatClient client = await Sut.ClientAsync(server.Address, "Ollama");

        (await client.AskAsync([new(ChatRole.User, "u")])).FinishReason.Should().Be(ChatFinishReason.Length);
    }

    [Fact]
    public async Task An_answer_that_is_not_done_is_trouble()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said("load", "false")));
        using IChatClient client = await Sut.ClientAsync(server.Address, "Ollama");

        await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")])).Should().ThrowAsync<EndpointTroubleException>();
    }

    [Fact]
    public async Task A_model_that_was_not_pulled_ends_the_run()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Status(404, """{"error":"model 'gpt-x' not found"}"""));
        using IChatClient client = await Sut.ClientAsync(server.Address, "Ollama");

        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")])).Should().ThrowAsync<LlmEvalException>())
            .WithMessage("*'gpt-x'*not found*").Which.Diagnostic.Code.Should().Be("LLM3018");
    }
}
