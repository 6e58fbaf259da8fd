using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Gating;

namespace LlmEval.Endpoints.Tests.Evaluations;

public sealed class EvaluationTests
{
    [Fact]
    public async Task A_suite_runs_through_every_fault_and_a_second_run_asks_nothing()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => (r.Number % 7) switch
        {
            1 => c.Status(429),
            2 => c.Error(503, "busy"),
            3 => c.Half(),
            _ => c.Ok(Answers.Chat("Hello")),
        });
        using EndpointProject project = new(server.Address, cases: 40);

        EvaluationResult first = await project.RunAsync();
        int asked = server.Requests.Count;
        EvaluationResult second = await project.RunAsync();

        first.Diagnostics.Should().NotContain(d => d.Severity == Model.Severity.Error);
        first.Outcomes.Should().ContainSingle().Which.Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        first.Outcomes[0].SamplesDrawn.Should().Be(60, "two answers to each of the first 20 cases are the same, so that the others are asked once");
        second.Outcomes[0].SamplesDrawn.Should().Be(0);
        server.Requests.Should().HaveCount(asked, "every answer is in the cache");
        project.Everything.Should().NotContain(Sut.Key);
    }

    [Fact]
    public async Task What_the_model_does_wrong_is_stored_and_what_the_server_does_wrong_is_not()
    {
        bool isWell = false;
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
            r.Body.Contains("Ann0", StringComparison.Ordinal) ? c.Error(400, "filtered", "content_filter")
            : r.Body.Contains("Ann1", StringComparison.Ordinal) && !isWell ? c.Error(500, $"down, key {Sut.Key}")
            : c.Ok(Answers.Chat("Hello")));
        using EndpointProject project = new(server.Address, cases: 3);

        await project.RunAsync();
        int before = server.Requests.Count;
        isWell = true;
        EvaluationResult again = await project.RunAsync();

        again.Outcomes[0].SamplesDrawn.Should().Be(2);
        server.Requests.Skip(before).Should().HaveCount(2).And.OnlyContain(r => r.Body.Contains("Ann1"));
        project.Everything.Should().NotContain(Sut.Key, "what a server says is cleaned before it is kept");
    }

    [Fact]
    public async Task A_refused_key_is_an_error_that_names_the_variable_and_not_the_key()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            (c, r) => c.Error(401, $"Incorrect API key provided: {r.Headers["Authorization"]}, see https://u:{Sut.Key}@host/?k={Sut.Key}"));
        using EndpointProject project = new(server.Address, cases: 20, ("MaxConcurrency", "2"));

        EvaluationResult result = await project.RunAsync();

        result.IsComplete.Should().BeFalse();
        result.Diagnostics.Should().ContainSingle(d => d.Severity == Model.Severity.Error).Which.Should().Match<Model.Diagnostic>(d =>
            d.Code == "LLM3018" && d.Message.Contains("TEST_KEY") && d.Message.Contains("Incorrect API key provided"));
        server.Requests.Count.Should().BeLessThan(5);
        project.Everything.Should().Contain("TEST_KEY").And.NotContain(Sut.Key);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_asked_and_nothing_is_judged()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using EndpointProject project = new(server.Address, cases: 2) { HasKey = false };

        EvaluationResult result = await project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.ModelMissing);
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2012" && d.Message.Contains("TEST_KEY"));
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cache_serves_a_machine_without_the_key()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using EndpointProject project = new(server.Address, cases: 3);
        await project.RunAsync();
        int asked = server.Requests.Count;
        project.HasKey = false;

        EvaluationResult result = await project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.NoBaseline, "every answer is there");
        result.IsComplete.Should().BeTrue();
        result.HasErrors.Should().BeFalse();
        server.Requests.Should().HaveCount(asked);
    }

    [Theory]
    [InlineData(null, 3, Model.Severity.Error)]
    [InlineData("skip", 3, Model.Severity.Warning)]
    public async Task Without_the_key_a_changed_case_is_named_with_what_the_cache_has_instead(string? missing, int status, Model.Severity severity)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using EndpointProject project = new(server.Address, cases: 3);
        await project.RunAsync();
        int asked = server.Requests.Count;
        project.HasKey = false;
        project.Edit("evals/greet.eval.yml", "Ann1", "Eve");
        if (missing is not null) { project.Settings["LlmEvalMissingModel"] = missing; }

        EvaluationResult result = await project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.ModelMissing);
        result.ExitStatus.Should().Be(status);
        result.IsComplete.Should().BeFalse();
        Model.Diagnostic told = result.Diagnostics.Single(d => d.Code == "LLM2012");
        told.Severity.Should().Be(severity);
        told.Message.Should().Contain("TEST_KEY").And.Contain("1 case of 3").And.Contain(
            "Cache: for 'c1' an answer with other messages (the prompt or the inputs changed).");
        server.Requests.Should().HaveCount(asked);
    }

    [Fact]
    public async Task A_plain_build_without_the_key_says_what_is_not_evaluated()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using EndpointProject project = new(server.Address, cases: 2) { HasKey = false, Mode = EvaluationMode.Cached };

        EvaluationResult result = await project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        result.ExitStatus.Should().Be(3);
        result.HasErrors.Should().BeFalse();
    }
}
