namespace LlmEval.Engine.Tests;

/// <summary>What is asked, and when.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly Project _project = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task One_case_asks_the_model_for_one_case_and_only_once()
    {
        LlmEvalRunner runner = _project.Runner();

        CaseResult result = await runner.RunCaseAsync("triage", "t2", cancellationToken: Token);
        CaseResult again = await runner.RunCaseAsync("evals/triage.eval.yml", "t2", cancellationToken: Token);

        result.State.Should().Be(LlmEval.Reporting.Formats.CaseState.Passed, result.Message);
        result.Samples.Should().NotBeEmpty().And.OnlyContain(s => s.Answer == "triage T2");
        ((object)again).Should().BeSameAs(result);
        _project.Asked.Should().Be(result.Samples.Count);
        _project.Log("start").Should().Be(1);
    }

    [Fact]
    public async Task Expected_cases_share_one_batch_and_a_whole_one_is_not_partial()
    {
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("triage", ["t1", "t2", "t3", "t4"]);

        CaseResult[] results = await Task.WhenAll(new[] { "t3", "t1", "t4", "t2" }.Select(id => runner.RunCaseAsync("triage", id, cancellationToken: Token)));
        SuiteResult suite = await runner.RunSuiteAsync("triage", cancellationToken: Token);

        results.Should().OnlyContain(r => !r.IsRed);
        _project.Log("start").Should().Be(1, "the model is started for all of them");
        _project.Asked.Should().Be(results.Sum(r => r.Samples.Count));
        suite.Verdict.Should().Be("no baseline");
        suite.Cases.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_part_is_a_partial_run_of_exactly_these_cases_and_the_rest_is_asked_when_it_is_wanted()
    {
        _project.Write("evals/odd.eval.yml", """
            prompt: triage
            models: [scripted]
            score: [{ equals: { value: "{{expected}}", metric: category } }]
            cases:
              - { id: "a; b|*", vars: { ticket: x }, expected: x }
              - { id: "a", vars: { ticket: y }, expected: y }
              - { id: "A", vars: { ticket: z }, expected: z }
            """);
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("odd", ["a; b|*", "a"]);

        CaseResult odd = await runner.RunCaseAsync("odd", "a; b|*", cancellationToken: Token);
        int asked = _project.Asked;
        await runner.RunCaseAsync("odd", "a", cancellationToken: Token);
        int same = _project.Asked;
        (await File.ReadAllTextAsync(odd.ReportPath!, Token)).Should().Contain("PARTIAL").And.Contain("2 of 3");
        await runner.RunCaseAsync("odd", "A", cancellationToken: Token);

        odd.IsRed.Should().BeFalse(odd.FailureMessage);
        asked.Should().Be(2 * odd.Samples.Count);
        same.Should().Be(asked);
        _project.Asked.Should().Be(3 * odd.Samples.Count);
    }

    [Fact]
    public async Task What_a_build_answered_is_a_hit()
    {
        await _project.RunAsync();
        int asked = _project.Asked;
        LlmEvalRunner runner = _project.Runner();

        SuiteResult suite = await runner.RunSuiteAsync("triage", cancellationToken: Token);
        CaseResult item = await runner.RunCaseAsync("triage", "t1", cancellationToken: Token);

        suite.IsRed.Should().BeFalse(suite.FailureMessage);
        item.Samples.Should().OnlyContain(s => s.FromCache);
        _project.Asked.Should().Be(asked);
    }

    [Fact]
    public async Task Suites_that_are_expected_whole_are_judged_together_and_reported_together()
    {
        _project.WithSuite("other", 3);
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("triage", ["t1", "t2", "t3", "t4"]);
        runner.Expect("other", ["t1", "t2", "t3"]);

        CaseResult first = await runner.RunCaseAsync("triage", "t1", cancellationToken: Token);
        int asked = _project.Asked;
        CaseResult other = await runner.RunCaseAsync("other", "t1", cancellationToken: Token);

        asked.Should().Be(7 * first.Samples.Count);
        _project.Asked.Should().Be(asked);
        other.Samples[0].Answer.Should().Be("other T1");
        (await File.ReadAllTextAsync(first.ReportPath!, Token)).Should().Contain("triage").And.Contain("other");
    }

    [Fact]
    public async Task Reports_of_later_batches_keep_what_earlier_ones_said()
    {
        _project.WithSuite("other", 3);
        LlmEvalRunner runner = _project.Runner();

        await runner.RunSuiteAsync("triage", cancellationToken: Token);
        await runner.RunSuiteAsync("other", cancellationToken: Token);

        (await File.ReadAllTextAsync(_project.Full("obj/llmeval/report.txt"), Token)).Should().Contain("triage x scripted").And.Contain("other x scripted");
    }

    [Fact]
    public async Task A_suite_with_mistakes_is_red_with_its_place_while_the_others_run()
    {
        _project.WithSuite("other", 2).Write("evals/broken.eval.yml", "prompt: triage\nmodels: [scripted]\nscore:\n  - equals: x\n   bad\n").Write("prompts/unused.prompt.yml", "messages: 7\n");
        LlmEvalRunner runner = _project.Runner();

        SuiteResult broken = await runner.RunSuiteAsync("broken", cancellationToken: Token);
        SuiteResult other = await runner.RunSuiteAsync("other", cancellationToken: Token);

        broken.IsRed.Should().BeTrue();
        broken.FailureMessage.Should().Contain("broken.eval.yml(");
        other.IsRed.Should().BeFalse(other.FailureMessage);
    }

    [Fact]
    public async Task A_mistake_that_only_an_evaluation_finds_is_red_in_its_suite_alone()
    {
        _project.WithSuite("wrong", 2, "gate:\n  floor: { no-such-metric: 0.5 }\n");
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("triage", ["t1", "t2", "t3", "t4"]);
        runner.Expect("wrong", ["t1", "t2"]);

        CaseResult good = await runner.RunCaseAsync("triage", "t1", cancellationToken: Token);
        CaseResult bad = await runner.RunCaseAsync("wrong", "t1", cancellationToken: Token);

        good.IsRed.Should().BeFalse(good.FailureMessage);
        bad.IsRed.Should().BeTrue();
        bad.FailureMessage.Should().Contain("wrong.eval.yml(").And.Contain("no-such-metric");
        bad.FailureMessage.Split("error LLM").Should().HaveCount(2, "one cause is told once");
    }

    [Fact]
    public async Task Each_model_is_asked_for_its_own_cases()
    {
        _project.WithModel("second", "- { answer: other }\n");
        _project.Write("evals/both.eval.yml", """
            prompt: triage
            models: [scripted, second]
            score: [{ equals: { value: "{{expected}}", metric: category } }]
            cases:
              - { id: a, vars: { ticket: x }, expected: x }
              - { id: b, vars: { ticket: y }, expected: y }
            """);
        LlmEvalRunner runner = _project.Runner();

        Func<Task> unsaid = () => runner.RunCaseAsync("both", "a", cancellationToken: Token);
        (await unsaid.Should().ThrowAsync<LlmEval.Model.LlmEvalException>()).WithMessage("*scripted, second*");
        CaseResult a = await runner.RunCaseAsync("both", "a", "scripted", Token);
        _project.Asked.Should().Be(a.Samples.Count);
        CaseResult b = await runner.RunCaseAsync("both", "b", "second", Token);

        _project.Asked.Should().Be(a.Samples.Count + b.Samples.Count);
        (a.IsRed, b.IsRed).Should().Be((false, true));
        b.Command.Should().Contain("model=second");
    }

    [Fact]
    public async Task Wrong_names_are_told_with_the_right_ones()
    {
        LlmEvalRunner runner = _project.Runner();

        Func<Task> suite = () => runner.RunCaseAsync("triag", "t1", cancellationToken: Token);
        Func<Task> item = () => runner.RunCaseAsync("triage", "t11", cancellationToken: Token);
        Func<Task> model = () => runner.RunCaseAsync("triage", "t1", "scriptd", Token);

        (await suite.Should().ThrowAsync<LlmEval.Model.LlmEvalException>()).WithMessage("*Did you mean 'triage'?*");
        (await item.Should().ThrowAsync<LlmEval.Model.LlmEvalException>()).WithMessage("*Did you mean 't1'?*");
        (await model.Should().ThrowAsync<LlmEval.Model.LlmEvalException>()).WithMessage("*Did you mean 'scripted'?*");
    }

    [Fact]
    public void Manifests_are_found_beside_an_assembly()
    {
        _project.WriteManifest();
        _project.Write("x.llmeval.json", $$"""{ "formatVersion": 1, "project": "p", "manifests": [{{System.Text.Json.JsonSerializer.Serialize(_project.ManifestPath)}}] }""");

        AssemblyManifests.Load(AssemblyManifests.Read(_project.Full("x.llmeval.json"))).Should().ContainSingle().Which.ProjectName.Should().Be("app");
        FluentActions.Invoking(() => LlmEvalRunner.ForAssembly(typeof(BatchTests).Assembly)).Should().Throw<LlmEval.Model.LlmEvalException>().WithMessage("*no list of suites*");
    }
}
