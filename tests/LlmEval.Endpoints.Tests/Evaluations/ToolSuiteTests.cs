using System.Text.Json;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;

namespace LlmEval.Endpoints.Tests.Evaluations;

/// <summary>A suite with scripted tools through the whole engine: an agent behind a real server that looks an order up and tells what it found.</summary>
public sealed class ToolSuiteTests
{
    private const string Tools = "[{ name: get_order, parameters: { type: object, properties: { id: { type: string } } } }]";

    private const string Suite = """
        prompt: greet
        models: [gpt]
        samples: 1
        tools: tools.yml
        score:
          - contains: "59.9"
          - not-contains: sorry
          - latency: 1h
        cases:
          - { id: scripted, vars: { name: "4411" }, replies: { get_order: [{ when: { id: "4411" }, returns: { total: 59.90 } }] } }
          - { id: unscripted, vars: { name: "9000" }, replies: { get_order: [{ when: { id: "4411" }, returns: { total: 59.90 } }] } }
          - { id: bare, vars: { name: "4411" } }
        """;

    /// <summary>Asks for the order that the user names; tells what the tool returned.</summary>
    private static string Answer(JsonElement request)
    {
        JsonElement last = request.GetProperty("messages").EnumerateArray().Last();
        string text = JsonSerializer.Serialize(last.GetProperty("content").GetString());
        string arguments = JsonSerializer.Serialize($$"""{"id":{{text}}}""");
        return last.GetProperty("role").GetString() == "tool"
            ? $$"""{"model":"m","choices":[{"message":{"content":{{text}} },"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1} }"""
            : $$"""
                {"model":"m","choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_order","arguments":{{arguments}} } }]},
                 "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":2} }
                """;
    }

    [Fact]
    public async Task Calls_are_answered_as_scripted_and_what_is_not_scripted_fails_the_case()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Ok(Answer(r.Json)));
        using EndpointProject project = Project(server);

        EvaluationResult result = await project.RunAsync();

        JsonElement Sample(string id) => Reporting.ResultFile.Find(result.Outcomes[0].ResultPath!, new HashSet<string> { id })[id].GetProperty("samples")[0];
        bool[] Passed(string id) => [.. Sample(id).GetProperty("scores").EnumerateArray().Take(3).Select(s => s.GetProperty("passed").GetBoolean())];
        result.Diagnostics.Where(d => d.Severity == Severity.Error).Should().BeEmpty();
        Passed("scripted").Should().Equal(true, true, true);
        Passed("unscripted").Should().Equal([false, false, false], "the model's own doing fails every check");
        Passed("bare").Should().Equal(false, true, true);
        Sample("scripted").GetProperty("turns")[0].GetProperty("steps")[0].GetProperty("toolCalls")[0].GetProperty("arguments").GetString().Should().Be("""{"id":"4411"}""");
        Sample("unscripted").GetProperty("failure").GetString().Should().Be("""called get_order({"id":"9000"}), which the case does not script""");
        Sample("unscripted").GetProperty("scores").EnumerateArray().Should().OnlyContain(s => s.GetProperty("outcome").GetString() == "Scored", "it is no trouble");
        Sample("bare").GetProperty("turns")[0].GetProperty("toolCalls").GetArrayLength().Should().Be(1);
        server.Requests.Should().HaveCount(3, "the first request of 'scripted' and that of 'bare' are one; only 'scripted' goes on");
        server.Requests.Should().OnlyContain(r => r.Json.GetProperty("tools").GetArrayLength() == 1);
    }

    [Fact]
    public async Task Every_step_is_cached_and_another_reply_is_another_case()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Ok(Answer(r.Json)));
        using EndpointProject project = Project(server);

        EvaluationResult first = await project.RunAsync();
        string[] before = Keys(first);
        int asked = server.Requests.Count;
        EvaluationResult second = await project.RunAsync();
        second.Outcomes[0].SamplesDrawn.Should().Be(0);
        server.Requests.Should().HaveCount(asked);

        project.Write("evals/greet.eval.yml", Suite.Replace("returns: { total: 59.90 } }] } }\n  - { id: unscripted", "returns: gone }] } }\n  - { id: unscripted", StringComparison.Ordinal));
        EvaluationResult changed = await project.RunAsync();

        server.Requests.Should().HaveCount(asked + 1, "the model's call is known, what it makes of the new reply is not");
        Keys(changed).Zip(before, (now, then) => now == then).Should().Equal(false, true, true);
    }

    private static string[] Keys(EvaluationResult result)
    {
        string[] ids = ["scripted", "unscripted", "bare"];
        IReadOnlyDictionary<string, JsonElement> cases = Reporting.ResultFile.Find(result.Outcomes[0].ResultPath!, ids.ToHashSet());
        return [.. ids.Select(id => cases[id].GetProperty("key").GetString()!)];
    }

    private static EndpointProject Project(LoopbackServer server)
    {
        EndpointProject project = new(server.Address, cases: 1);
        project.Write("evals/tools.yml", Tools);
        project.Write("evals/greet.eval.yml", Suite);
        return project;
    }
}
