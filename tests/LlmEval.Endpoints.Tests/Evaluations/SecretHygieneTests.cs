using System.Text.Json;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Endpoints.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace LlmEval.Endpoints.Tests.Evaluations;

/// <summary>A server that says the key wherever it can, the whole engine, and a search through every file and every line.</summary>
public sealed class SecretHygieneTests
{
    private static readonly (string, string)[] s_every = [("a", "answer"), ("b", "called"), ("c", "500"), ("d", "400"), ("e", "error inside"), ("f", "filtered")];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task No_file_and_no_line_holds_the_key_whatever_the_server_says(bool isUserSecret, bool isStreamed)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => Tell(c, r, isStreamed));
        using EndpointProject project = new(server.Address, cases: 1, ("Stream", isStreamed ? "true" : "false")) { HasUserSecret = isUserSecret };
        project.Write("evals/tools.yml", "[{ name: get_order }]");
        project.Write("evals/greet.eval.yml",
            "prompt: greet\nmodels: [gpt]\ntools: tools.yml\nsamples: 1\nscore:\n  - contains: Hello\n  - equals: x\ncases:\n"
            + string.Concat(s_every.Select(e => $"  - {{ id: {e.Item1}, vars: {{ name: {e.Item2} }}, replies: {{}} }}\n")));

        EvaluationResult result = await project.RunAsync();
        await project.RunAsync();

        result.Outcomes.Should().ContainSingle();
        server.Requests.Should().OnlyContain(r => r.Headers["Authorization"] == "Bearer " + Sut.Key, "the key was sent, so that it could be told");
        project.Everything.Should().Contain("Hello ***").And.Contain("called get_order").And.Contain("oops").And.NotContain(Sut.Key);
        project.Everything.Should().NotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Sut.Key)));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task What_ends_the_run_is_told_without_the_key(int status)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Error(
            status, $"oops {r.Headers["Authorization"]}, see https://u:{Sut.Key}@host/?k={Sut.Key}", "x", ("Location", "http://127.0.0.1:9/?k=" + Sut.Key)));
        using EndpointProject project = new(server.Address, cases: 2) { HasUserSecret = true };

        EvaluationResult result = await project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM3018");
        project.Everything.Should().NotContain(Sut.Key);
    }

    [Fact]
    public async Task A_word_that_a_server_of_one_s_own_takes_for_a_key_stays_in_the_answers()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("none of these")));
        OpenAIModelProvider provider = new(_ => "none", Sut.Fast);
        using Microsoft.Extensions.AI.IChatClient client = await provider.StartAsync(
            Sut.Spec("OpenAI", ("Endpoint", server.Address), ("Model", "m"), ("ApiKeyVariable", "MY_KEY")), Sut.Context, TestContext.Current.CancellationToken);

        (await client.AskAsync()).Text.Should().Be("none of these");
    }

    private static Task Tell(HttpContext context, Received request, bool isStreamed)
    {
        string key = request.Headers["Authorization"]["Bearer ".Length..];
        string asked = request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
        string message = asked == "called"
            ? $$"""{"tool_calls":[{"index":0,"id":"{{key}}","type":"function","function":{"name":"get_order","arguments":{{JsonSerializer.Serialize($"{{\"k\":\"{key}\"}}")}} } }]}"""
            : $$"""{"content":"Hello {{key}}","reasoning_content":"{{key}}"}""";
        switch (asked)
        {
            case "500" or "400": return context.Error(int.Parse(asked, System.Globalization.CultureInfo.InvariantCulture), $"oops {key}");
            case "error inside": return context.Ok($$"""{"error":{"message":"oops {{key}}"} }""");
            case "filtered": return context.Error(400, $"oops {key}", "content_filter");
        }

        string piece = $$"""
            {"id":"{{key}}","model":"m-{{key}}","system_fingerprint":"{{key}}","choices":[{"index":0,"{{(isStreamed ? "delta" : "message")}}":{{message}},"finish_reason":"stop"}]}
            """.Trim();
        return isStreamed ? context.Stream("OpenAI", Streams.Bytes("OpenAI", ["data: " + piece, "data: [DONE]"])) : context.Ok(piece);
    }
}
