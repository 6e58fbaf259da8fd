using LlmEval.Gating;
using LlmEval.Gating.Budgets;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class BudgetRunTests : IDisposable
{
    private const string Suite = "evals/greet.eval.yml";
    private const string Baseline = "evals/baselines/greet.m.baseline.jsonl";
    private readonly ProjectFolder _project = new();

    public BudgetRunTests() => Script(latency: "100ms", output: 10);

    public void Dispose() => _project.Dispose();

    private void Script(string latency, int output) => _project.WithScript($"- {{ answer: 'Hello {{user}}', latency: {latency}, input-tokens: 100, output-tokens: {output} }}\n");

    private void Gate(string gate) => _project.Write(Suite, $$$"""
        prompt: greet
        models: [m]
        samples: 1
        score:
          - contains: Hello
        cases:
          - { id: ann, vars: { name: Ann } }
          - { id: bob, vars: { name: Bob } }
          - { id: cid, vars: { name: Cid } }
        gate:
          {{{gate}}}
        """);

    private static BudgetVerdict Only(EvaluationResult result) => result.Outcomes.Single().Verdict.Budget.Single();

    [Fact]
    public async Task An_answer_that_uses_too_much_ends_the_build_at_the_line_of_the_budget()
    {
        Gate("budget: { output-tokens-per-case: 9 }");
        EvaluationResult result = await _project.RunAsync();

        Diagnostic error = result.Diagnostics.Single(d => d.IsError);
        (error.Code, error.Location.Line).Should().Be(("LLM2022", 11));
        error.Message.Should().Contain("output-tokens-per-case: 10 tokens over 3 cases is above its budget of 9 tokens.");
        result.ExitStatus.Should().Be(1);
        _project.Read("obj/llmeval/report.txt").Should().Contain("budget output-tokens-per-case: 10 tokens");
        _project.Read("obj/llmeval/report.json").Should().Contain("\"bound\": \"output-tokens-per-case\"").And.Contain("\"state\": \"over\"");
    }

    [Fact]
    public async Task The_budget_of_an_unchanged_suite_needs_neither_cache_nor_model_and_follows_the_present_price()
    {
        _project.WithModelMetadata("RequestPrice", "0.5");
        Gate("budget: { cost-per-case: 0.5 }");
        await _project.RunAsync();
        (await _project.AcceptAsync()).IsRefused.Should().BeFalse();
        _project.Read(Baseline).Should().StartWith("{\"baseline\":3,").And.Contain("\"usage\":{\"requests\":1,\"in\":100,\"out\":10}").And.NotContain("machine");
        _project.ForgetAnswers();

        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        _project.WithModelMetadata("RequestPrice", "0.6");
        EvaluationResult dearer = await _project.BuildAsync();
        dearer.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.OverBudget);
        Only(dearer).Value.Should().BeApproximately(0.6, 1e-9);
        _project.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_ceiling_on_money_is_judged_anew_when_prices_change()
    {
        _project.WithModelMetadata("RequestPrice", "0.5");
        Gate("floor: { cost: 0.55 }");
        await _project.RunAsync();
        await _project.AcceptAsync();
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);

        _project.WithModelMetadata("RequestPrice", "0.6");
        EvaluationResult build = await _project.BuildAsync();
        build.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.BelowFloor, "the cache knows the tokens");
        _project.ForgetAnswers();
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NotEvaluated, "an old cost is no pass");
    }

    [Fact]
    public async Task A_budget_that_is_added_is_judged_on_what_the_cache_recorded()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        Gate("budget: { tokens-per-case: 110 }");
        await _project.RunAsync();
        await _project.AcceptAsync();
        int asked = _project.Calls.Count(c => c == "ask");

        Gate("budget: { tokens-per-case: 109, p95-latency: 1s }");
        EvaluationResult build = await _project.BuildAsync();
        build.Outcomes.Single().Verdict.Budget.Select(b => b.State).Should().Equal(BudgetState.Over, BudgetState.Within);
        _project.Calls.Count(c => c == "ask").Should().Be(asked);
    }

    [Fact]
    public async Task Times_that_this_machine_measured_are_judged_and_those_of_another_are_not()
    {
        Gate("budget: { p95-latency: 50ms }");
        Only(await _project.RunAsync()).State.Should().Be(BudgetState.Over);
        await _project.AcceptAsync();
        _project.Read(Baseline).Should().MatchRegex("\"machine\":\"[0-9a-f]{16}\"").And.Contain("\"s\":[0.1]").And.NotContain(Environment.MachineName);
        Only(await _project.BuildAsync()).State.Should().Be(BudgetState.Over, "the baseline is this machine's");

        // As if the cache and the baseline came to another machine.
        File.Delete(Path.Combine(_project.Folder, "home", "machine-salt"));
        EvaluationResult unchanged = await _project.BuildAsync();
        Only(unchanged).State.Should().Be(BudgetState.NotMeasuredHere);
        unchanged.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        unchanged.Diagnostics.Should().Contain(d => d.Code == "LLM2029" && d.Location.Line == 11);

        File.Delete(_project.BaselinePath);
        Only(await _project.RunAsync()).State.Should().Be(BudgetState.NotMeasuredHere, "the answers are in the cache, and this machine did not measure them");
        Only(await _project.FreshAsync()).State.Should().Be(BudgetState.Over);
    }

    [Fact]
    public async Task A_ceiling_on_times_of_another_machine_is_not_judged()
    {
        Gate("floor: { latency-p95: 50ms }");
        (await _project.RunAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.BelowFloor);
        File.Delete(Path.Combine(_project.Folder, "home", "machine-salt"));
        EvaluationResult elsewhere = await _project.RunAsync();
        elsewhere.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        elsewhere.Diagnostics.Should().Contain(d => d.Code == "LLM2029");
    }

    [Fact]
    public async Task A_prompt_that_makes_answers_longer_rises_over_the_baseline()
    {
        Gate("budget: { output-tokens-per-case: { rise: 10% } }");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.WithScript("- { system: verbose, answer: 'Hello {user}', input-tokens: 100, output-tokens: 12 }\n- { answer: 'Hello {user}', input-tokens: 100, output-tokens: 10 }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();

        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be verbose.");
        EvaluationResult result = await _project.RunAsync();
        Only(result).Ratio.Should().BeApproximately(1.2, 1e-9);
        result.Diagnostics.Single(d => d.IsError).Message.Should().Contain("(was 10 tokens) rose too much: 20% more over 3 compared cases");
    }

    [Fact]
    public async Task Tokens_that_the_provider_does_not_tell_are_an_error_and_cannot_be_accepted()
    {
        _project.WithScript("- { answer: 'Hello {user}' }\n");
        Gate("budget: { tokens-per-case: 1000 }");
        EvaluationResult result = await _project.RunAsync();
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Error);
        (await _project.AcceptAsync()).IsRefused.Should().BeTrue();
    }

    [Fact]
    public async Task Money_without_a_price_is_a_mistake_of_the_author()
    {
        _project.Provider = new Metered();
        Gate("budget: { cost-per-case: 1 }");
        Diagnostic told = (await _project.ValidateAsync()).Diagnostics.Single(d => d.IsError);
        (told.Code, told.Location.Line).Should().Be(("LLM1006", 11));
        told.Message.Should().Contain("InputPrice");
    }

    [Fact]
    public async Task A_suite_that_only_sets_a_budget_can_fail()
    {
        _project.Write(Suite, _project.Read(Suite).Replace("- contains: Hello", "- contains: { value: Hello, gate: report }", StringComparison.Ordinal) + "\ngate: { budget: { tokens-per-case: 1000 } }\n");
        (await _project.ValidateAsync()).Diagnostics.Should().NotContain(d => d.IsError);
    }

    [Fact]
    public async Task What_is_never_tolerated_fails_when_it_happens_again()
    {
        Gate("zero-tolerance: [contains]");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.WithScript("- { user: Bob, answer: Go away }\n- { answer: 'Hello {user}' }\n");

        EvaluationResult result = await _project.FreshAsync();
        Diagnostic error = result.Diagnostics.First(d => d.Code == "LLM2023");
        (error.IsError, error.Location.Line).Should().Be((true, 11));
        error.Message.Should().Contain("bob");
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.ZeroTolerance);
        _project.Read("obj/llmeval/report.json").Should().Contain("zeroTolerance");
    }
}
