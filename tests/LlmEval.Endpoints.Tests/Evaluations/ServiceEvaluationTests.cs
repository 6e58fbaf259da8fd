using LlmEval.Endpoints.Tests.Servers;

namespace LlmEval.Endpoints.Tests.Evaluations;

public sealed class ServiceEvaluationTests
{
    [Fact]
    public async Task A_suite_without_a_prompt_asks_an_application_with_its_cases()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
            c.Ok($$"""{"reply":{"text":"Hello {{r.Json.GetProperty("question").GetString()}}"},"docs":["d"]}"""));
        using EndpointProject project = new(server.Address, cases: 5,
            ("Provider", "Http"), ("Url", server.Address + "/ask"), ("Endpoint", ""), ("Model", ""),
            ("Headers", "X-Key: {{env:TEST_KEY}}"), ("Body", """{"question":"{{name}}"}"""), ("AnswerPath", "$.reply.text"), ("PassagesPath", "$.docs"))
        { HasPrompt = false };

        EvaluationResult first = await project.RunAsync();
        EvaluationResult second = await project.RunAsync();

        first.Diagnostics.Should().NotContain(d => d.Severity == Model.Severity.Error);
        first.Outcomes[0].SamplesDrawn.Should().Be(10);
        first.Outcomes[0].Verdict.Should().NotBeNull();
        second.Outcomes[0].SamplesDrawn.Should().Be(0, "the cases are in the keys");
        server.Requests.Should().HaveCount(10);
        project.Everything.Should().Contain("Hello Ann4").And.NotContain(Sut.Key);
    }

    [Fact]
    public async Task A_case_that_lacks_a_variable_is_an_error_at_its_line()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("Hello"));
        using EndpointProject project = new(server.Address, cases: 3,
            ("Provider", "Http"), ("Url", server.Address), ("Endpoint", ""), ("Model", ""), ("Body", """{"question":"{{nmae}}"}"""))
        { HasPrompt = false };

        EvaluationResult result = await project.RunAsync();

        result.IsComplete.Should().BeFalse();
        result.Diagnostics.Should().Contain(d => d.Code == "LLM1008" && d.Location.File.EndsWith("greet.eval.yml") && d.Message.Contains("'nmae'"));
        server.Requests.Should().BeEmpty();
    }
}
