using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class LogprobTests
{
    private const string Tokens = """[{"token":"Hel","logprob":-0.25,"bytes":[72],"top_logprobs":[]},{"token":"lo","logprob":0.0000001,"bytes":null,"top_logprobs":[]}]""";

    private static string Said(string format, string tokens) => format switch
    {
        "responses" => $$"""{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hello","logprobs":{{tokens}} }]}]}""",
        "Ollama" => $$"""{"model":"m","done":true,"done_reason":"stop","message":{"content":"Hello"},"logprobs":{{tokens}} }""",
        _ => $$"""{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop","logprobs":{"content":{{tokens}},"refusal":null} }]}""",
    };

    [Theory]
    [InlineData("OpenAI", "\"logprobs\":true")]
    [InlineData("AzureOpenAI", "\"logprobs\":true")]
    [InlineData("Ollama", "\"logprobs\":true")]
    [InlineData("responses", "\"include\":[\"message.output_text.logprobs\"]")]
    public async Task They_are_asked_for_when_wished_and_read(string format, string sent)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Said(format, Tokens)));
        using IChatClient client = format == "responses" ? await Sut.ClientAsync(server.Address, more: ("Api", "responses")) : await Sut.ClientAsync(server.Address, format);

        ChatResponse response = await client.AskAsync([new(ChatRole.User, "Hi")], Talk.Wishing());
        await client.AskAsync([new(ChatRole.User, "Hi")], new ChatOptions());

        server.Requests[0].Body.Should().Contain(sent);
        server.Requests[1].Body.Should().NotContain("logprobs");
        response.Logprobs().Should().Equal(new TokenLogprob("Hel", -0.25), new TokenLogprob("lo", 0));
    }

    [Fact]
    public async Task A_server_that_knows_none_gives_none()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        (await client.AskAsync([new(ChatRole.User, "Hi")], Talk.Wishing())).Logprobs().Should().BeNull();
    }

    [Fact]
    public async Task Anthropic_has_none_which_is_said_before_anything_is_asked()
    {
        DiagnosticBag diagnostics = new();
        Sut.Provider("Anthropic").Validate(Sut.Spec("Anthropic", ("Model", "m")) with { Parameters = new ModelParameters { Logprobs = true } }, Sut.Context, diagnostics);
        using IChatClient client = await Sut.ClientAsync("http://127.0.0.1:9", "Anthropic");

        diagnostics.Items.Should().ContainSingle().Which.Message.Should().Contain("log-probabilities");
        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")], Talk.Wishing())).Should().ThrowAsync<LlmEvalException>())
            .Which.Diagnostic.Location.Line.Should().Be(7);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":0.00014}""", 0.00014)]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":0}""", 0.0)]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1}""", null)]
    [InlineData("""{"prompt_tokens":1,"cost":"free"}""", null)]
    public async Task What_the_service_charged_is_kept_where_it_says_so(string usage, double? cost)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            (c, _) => c.Ok($$"""{"choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],"usage":{{usage}} }"""));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        ChatResponse response = await client.AskAsync();

        (response.AdditionalProperties!.TryGetValue(LiveModel.CostProperty, out double said) ? said : (double?)null).Should().Be(cost);
    }
}
