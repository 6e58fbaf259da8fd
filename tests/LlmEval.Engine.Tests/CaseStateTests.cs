using LlmEval.Reporting.Formats;

namespace LlmEval.Engine.Tests;

/// <summary>Red, skipped and green, as section 5 of the product's rules says.</summary>
public sealed class CaseStateTests : IDisposable
{
    private readonly Project _project = new(12);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Without_a_baseline_a_failed_check_is_red_and_the_message_says_everything()
    {
        _project.WithScript("- { user: T3, answer: wrong }\n- { answer: \"{user}\" }\n");
        LlmEvalRunner runner = _project.Runner();

        CaseResult red = await runner.RunCaseAsync("triage", "t3", cancellationToken: Token);
        CaseResult green = await runner.RunCaseAsync("triage", "t2", cancellationToken: Token);

        (red.State, red.IsRed, red.SkipReason).Should().Be((CaseState.Failed, true, null));
        red.FailureMessage.Should().Contain("expected: triage T3").And.Contain("got:      wrong").And.Contain("category: 0").And.Contain("(passes at 1)").And.Contain("triage.eval.yml(")
            .And.Contain($"llmeval run --project \"{_project.Full("app.csproj")}\" --filter \"suite=triage;case=t3\"").And.Contain("report.html");
        (green.State, green.IsRed, green.FailureMessage).Should().Be((CaseState.Passed, false, string.Empty));
        green.Samples[0].Transcript.Select(t => (t.Role, t.Text)).Should().Equal(("system", "Sort the ticket."), ("user", "triage T2"), ("assistant", "triage T2"));
    }

    [Fact]
    public async Task A_case_that_says_skip_is_skipped_in_its_place_and_no_pass()
    {
        _project.WithSuite("triage", 1, "  - { id: later, skip: \"waits for the index\", vars: { ticket: x }, expected: x }\n  - { id: last, vars: { ticket: y }, expected: y }\n");
        LlmEvalRunner runner = _project.Runner();

        CaseResult skipped = await runner.RunCaseAsync("triage", "later", cancellationToken: Token);
        SuiteResult suite = await runner.RunSuiteAsync("triage", cancellationToken: Token);

        (skipped.State, skipped.IsRed, skipped.SkipReason).Should().Be((CaseState.Skipped, false, "waits for the index"));
        FluentActions.Invoking(() => skipped.Should().Pass()).Should().Throw<LlmEvalAssertionException>().WithMessage("*it is skipped*");
        suite.Cases.Select(c => (c.CaseId, c.State)).Should().Equal(("t1", CaseState.Passed), ("later", CaseState.Skipped), ("last", CaseState.Passed));
    }

    [Fact]
    public async Task A_case_that_failed_in_the_baseline_is_skipped_with_since_when_and_red_where_tests_are_strict()
    {
        _project.WithScript("- { user: T3, answer: wrong }\n- { answer: \"{user}\" }\n");
        await _project.AcceptAsync();
        int asked = _project.Asked;

        CaseResult known = await _project.Runner().RunCaseAsync("triage", "t3", cancellationToken: Token);
        CaseResult strict = await _project.WithSetting("LlmEvalCaseTests", "Strict").Runner().RunCaseAsync("triage", "t3", cancellationToken: Token);

        (known.State, known.IsRed).Should().Be((CaseState.KnownFailure, false));
        known.SkipReason.Should().StartWith("Known failure since the baseline of ");
        known.Samples.Should().NotBeEmpty().And.OnlyContain(s => s.Answer == null && s.Scores.Single(c => c.Metric == "category").Value == 0);
        (strict.State, strict.IsRed, strict.SkipReason).Should().Be((CaseState.KnownFailure, true, null));
        _project.Asked.Should().Be(asked, "it matches the baseline");
    }

    [Fact]
    public async Task A_case_that_the_gate_confirmed_as_lost_is_red_and_says_what_the_baseline_had()
    {
        await _project.AcceptAsync();
        _project.WithScript("- { user: T3, answer: wrong }\n- { user: T4, answer: wrong }\n- { user: T5, answer: wrong }\n- { user: T6, answer: wrong }\n- { user: T7, answer: wrong }\n- { user: T8, answer: wrong }\n- { answer: \"{user}\" }\n");
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("triage", Enumerable.Range(1, 12).Select(i => $"t{i}"));

        CaseResult lost = await runner.RunCaseAsync("triage", "t3", cancellationToken: Token);
        SuiteResult suite = await runner.RunSuiteAsync("triage", cancellationToken: Token);

        (lost.State, lost.IsRed).Should().Be((CaseState.Failed, true));
        lost.Message.Should().StartWith("Lost against the baseline");
        lost.FailureMessage.Should().Contain("the baseline had 1").And.MatchRegex(@"next: +mend it; or, .*: dotnet build -t:LlmEvalAccept -p:LlmEvalAcceptReason=");
        suite.FailureMessage.Should().MatchRegex(@"next: +Read the lost cases .*: dotnet build -t:LlmEvalAccept");
        (suite.Verdict, suite.IsRed).Should().Be(("REGRESSION", true));
        suite.FailureMessage.Should().Contain("case 't3'").And.Contain("--filter \"suite=triage\"");
    }

    [Fact]
    public async Task A_case_that_newly_passes_is_green_and_says_fixed()
    {
        _project.WithScript("- { user: T3, answer: wrong }\n- { answer: \"{user}\" }\n");
        await _project.AcceptAsync();
        _project.WithScript("- { answer: \"{user}\" }\n");

        CaseResult result = await _project.Runner().RunCaseAsync("triage", "t3", cancellationToken: Token);

        (result.State, result.IsRed, result.Message).Should().Be((CaseState.Passed, false, "Fixed: accept to keep it."));
    }

    [Fact]
    public async Task Trouble_on_the_way_is_red_and_no_pass()
    {
        _project.WithScript("- { user: T3, fault: refused }\n- { answer: \"{user}\" }\n");

        CaseResult result = await _project.Runner().RunCaseAsync("triage", "t3", cancellationToken: Token);

        (result.State, result.IsRed).Should().Be((CaseState.Unscored, true));
        result.FailureMessage.Should().Contain("unscored").And.Contain("refuses");
    }

    [Fact]
    public async Task A_missing_model_is_red_or_skipped_as_the_project_says()
    {
        File.Delete(_project.Full("models/scripted.yml"));

        CaseResult red = await _project.Runner().RunCaseAsync("triage", "t1", cancellationToken: Token);
        LlmEvalRunner skipping = _project.WithSetting("LlmEvalMissingModel", "skip").Runner();
        CaseResult skipped = await skipping.RunCaseAsync("triage", "t1", cancellationToken: Token);
        SuiteResult suite = await skipping.RunSuiteAsync("triage", cancellationToken: Token);

        (red.State, red.IsRed, red.SkipReason).Should().Be((CaseState.NotEvaluated, true, null));
        red.FailureMessage.Should().Contain("scripted.yml");
        (skipped.State, skipped.IsRed).Should().Be((CaseState.NotEvaluated, false));
        skipped.SkipReason.Should().Contain("scripted");
        (suite.IsRed, suite.SkipReason is null).Should().Be((false, false));
        skipped.Invoking(s => s.Should().Pass()).Should().Throw<LlmEvalAssertionException>("what was not evaluated never passes");
    }

    [Fact]
    public async Task A_case_that_says_skip_is_skipped_and_not_asked()
    {
        _project.WithSuite("triage", 2, "  - { id: off, skip: see issue 7, vars: { ticket: q }, expected: q }\n");
        LlmEvalRunner runner = _project.Runner();

        CaseResult result = await runner.RunCaseAsync("triage", "off", cancellationToken: Token);

        (result.IsRed, result.SkipReason).Should().Be((false, "see issue 7"));
        _project.Asked.Should().Be(0);
    }

    [Fact]
    public async Task A_word_that_the_setting_does_not_have_is_a_mistake()
    {
        CaseResult result = await _project.WithSetting("LlmEvalCaseTests", "strickt").Runner().RunCaseAsync("triage", "t1", cancellationToken: Token);

        result.IsRed.Should().BeTrue();
        result.FailureMessage.Should().Contain("LlmEvalCaseTests must be Gate or Strict");
    }

    [Fact]
    public async Task No_text_of_private_data_is_in_any_message()
    {
        _project.Write("evals/rows.jsonl", """{"id": "p1", "ticket": "PLANTED-INPUT", "expected": "PLANTED-EXPECTED"}""" + "\n");
        _project.Write("evals/secret.eval.yml", """
            prompt: triage
            models: [scripted]
            data: { file: rows.jsonl, id: id, private: true }
            score: [{ equals: { value: "{{expected}}", metric: category } }]
            """);
        LlmEvalRunner runner = _project.Runner();

        CaseResult result = await runner.RunCaseAsync("secret", "p1", cancellationToken: Token);
        SuiteResult suite = await runner.RunSuiteAsync("secret", cancellationToken: Token);
        Action assertion = () => result.Should().Pass();
        Action score = () => result.Should().HaveScore("category").AtLeast(1);

        (result.IsPrivate, result.IsRed).Should().Be((true, true));
        string all = result.FailureMessage + result.Message + suite.FailureMessage + suite.Message
            + assertion.Should().Throw<LlmEvalAssertionException>().Which.Message + score.Should().Throw<LlmEvalAssertionException>().Which.Message;
        all.Should().Contain("category: 0").And.NotContain("PLANTED");
    }
}
