using LlmEval.Reporting.Formats;

namespace LlmEval.Engine.Tests;

/// <summary>Suites whose answers tests hand over.</summary>
public sealed class OwnCodeTests : IDisposable
{
    private readonly Project _project = new();

    public OwnCodeTests() => _project.WithItem("rag", "Test").Write("evals/own.eval.yml", """
        models: [rag]
        samples: 3
        score: [{ equals: { value: "{{expected}}", metric: category } }]
        cases:
          - { id: a, vars: { q: x }, expected: A }
          - { id: b, vars: { q: y }, expected: B }
        """);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Answers_that_come_at_once_are_judged_each_and_then_as_a_suite()
    {
        LlmEvalRunner runner = _project.Runner();
        int calls = 0;

        CaseResult[] results = await Task.WhenAll(
            runner.EvaluateAsync("own", "a", async (_, ct) => { await Task.Delay(1, ct); Interlocked.Increment(ref calls); return "A"; }, Token),
            runner.EvaluateAsync("own", "b", (_, _) => Task.FromResult(new Models.EvalAnswer("not B")), Token));
        SuiteResult suite = await runner.RunSuiteAsync("own", cancellationToken: Token);

        results.Select(r => (r.State, r.IsRed)).Should().Equal((CaseState.Passed, false), (CaseState.Failed, true));
        results[0].Should().Pass().And.HaveScore("category").EqualTo(1);
        calls.Should().Be(results[0].Samples.Count).And.BeGreaterThan(1, "samples are repeated here, not by the test");
        results[1].FailureMessage.Should().Contain("expected: B").And.Contain("got:      not B").And.Contain("(passes at 1)").And.NotContain("llmeval run", "only a test can hand it over")
            .And.MatchRegex("next: .*known failure.*: dotnet build -t:LlmEvalAccept");
        suite.Verdict.Should().Be("no baseline");
        suite.Cases.Select(c => c.CaseId).Should().Equal("a", "b");
        File.Exists(suite.ReportPath).Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_the_runner_ends_the_code_under_test_and_does_not_wait_for_code_that_goes_on(bool heeds)
    {
        LlmEvalRunner runner = _project.Runner();
        TaskCompletionSource begun = new(), never = new();
        Task<CaseResult> judging = runner.EvaluateAsync("own", "a", async (_, ct) =>
        {
            begun.SetResult();
            await (heeds ? Task.Delay(Timeout.Infinite, ct) : never.Task);
            return "A";
        }, Token);
        await begun.Task.WaitAsync(Token);

        Task disposal = runner.DisposeAsync().AsTask();

        Func<Task> wait = () => judging.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await wait.Should().ThrowAsync<OperationCanceledException>();
        await disposal.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }

    [Fact]
    public async Task A_finished_answer_is_one_sample()
    {
        CaseResult result = await _project.Runner().EvaluateAsync("own", "a", "A", Token);

        result.IsRed.Should().BeFalse(result.FailureMessage);
        result.Samples.Should().ContainSingle().Which.Answer.Should().Be("A");
    }

    [Fact]
    public async Task What_no_test_handed_over_is_not_evaluated_and_what_was_not_expected_is_left_out()
    {
        LlmEvalRunner whole = _project.Runner();
        await whole.EvaluateAsync("own", "a", "A", Token);
        LlmEvalRunner part = _project.Runner();
        part.Expect("own", ["a"]);
        await part.EvaluateAsync("own", "a", "A", Token);

        SuiteResult lacking = await whole.RunSuiteAsync("own", cancellationToken: Token);
        SuiteResult partial = await part.RunSuiteAsync("own", cancellationToken: Token);

        (lacking.Verdict, lacking.IsRed).Should().Be(("NOT EVALUATED", true));
        lacking.FailureMessage.Should().MatchRegex("next: .*: dotnet test").And.NotContain("-t:LlmEval");
        (partial.Verdict, partial.IsRed).Should().Be(("PARTIAL", false), partial.FailureMessage);
    }

    [Fact]
    public async Task A_suite_is_not_green_where_tests_of_its_cases_are_red()
    {
        string[] ids = [.. Enumerable.Range(1, 8).Select(i => $"c{i}")];
        _project.Write("evals/own.eval.yml", $$$"""
            models: [rag]
            samples: 3
            score: [{ equals: { value: right, metric: category } }]
            cases:
            {{{string.Concat(ids.Select(id => $"  - {{ id: {id}, vars: {{ q: {id} }} }}\n"))}}}
            """);
        LlmEvalRunner before = _project.Runner();
        foreach (string id in ids) { await before.EvaluateAsync("own", id, (_, _) => Task.FromResult(new Models.EvalAnswer("right")), Token); }

        (await before.RunSuiteAsync("own", cancellationToken: Token)).IsRed.Should().BeFalse();
        await _project.AcceptAsync();
        LlmEvalRunner after = _project.Runner();
        foreach (string id in ids) { await after.EvaluateAsync("own", id, (_, _) => Task.FromResult(new Models.EvalAnswer(id == "c1" ? "right" : "wrong")), Token); }

        SuiteResult suite = await after.RunSuiteAsync("own", cancellationToken: Token);

        suite.IsRed.Should().BeTrue();
        suite.FailureMessage.Should().Contain("judged by themselves").And.Contain("c2").And.Contain("c3");
    }

    [Fact]
    public async Task Code_that_throws_is_red_and_no_pass()
    {
        CaseResult result = await _project.Runner().EvaluateAsync("own", "a", (_, _) => throw new InvalidOperationException("no index"), Token);

        result.IsRed.Should().BeTrue();
        result.State.Should().BeOneOf(CaseState.Unscored, CaseState.NotEvaluated);
        result.FailureMessage.Should().Contain("no index");
    }

    [Fact]
    public async Task The_verdict_looks_at_what_was_handed_over_besides_what_was_expected()
    {
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("own", ["a"]);
        await runner.EvaluateAsync("own", "a", "A", Token);
        CaseResult failed = await runner.EvaluateAsync("own", "b", "not B", Token);

        SuiteResult suite = await runner.RunSuiteAsync("own", cancellationToken: Token);

        failed.IsRed.Should().BeTrue();
        suite.Verdict.Should().Be("no baseline", "nothing is left out");
        suite.Cases.Select(c => (c.CaseId, c.IsRed)).Should().Equal(("a", false), ("b", true));
    }

    [Fact]
    public async Task A_case_whose_test_was_ended_is_one_that_lacks()
    {
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("own", ["a"]);
        await runner.EvaluateAsync("own", "a", "A", Token);
        using CancellationTokenSource ends = new();
        await FluentActions.Awaiting(() => runner.EvaluateAsync("own", "b", (_, _) => { ends.Cancel(); return Task.FromResult(new Models.EvalAnswer("B")); }, ends.Token)).Should().ThrowAsync<OperationCanceledException>();

        SuiteResult suite = await runner.RunSuiteAsync("own", cancellationToken: Token);

        (suite.Verdict, suite.IsRed).Should().Be(("NOT EVALUATED", true));
    }

    [Fact]
    public async Task The_end_of_the_runner_ends_what_is_being_judged()
    {
        LlmEvalRunner runner = _project.Runner();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CaseResult> judging = runner.EvaluateAsync("own", "a", async (_, ct) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return "A";
        }, Token);
        await begun.Task.WaitAsync(Token);

        await runner.DisposeAsync();

        await FluentActions.Awaiting(() => judging.WaitAsync(TimeSpan.FromMinutes(1), Token)).Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(() => runner.EvaluateAsync("own", "b", "B", Token)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Asking_the_wrong_way_is_a_mistake_that_says_the_right_one()
    {
        LlmEvalRunner runner = _project.Runner();

        (await FluentActions.Awaiting(() => runner.RunCaseAsync("own", "a", cancellationToken: Token)).Should().ThrowAsync<Model.LlmEvalException>()).WithMessage("*EvaluateAsync*");
        (await FluentActions.Awaiting(() => runner.EvaluateAsync("triage", "t1", "x", Token)).Should().ThrowAsync<Model.LlmEvalException>()).WithMessage("*RunCaseAsync*");
    }
}
