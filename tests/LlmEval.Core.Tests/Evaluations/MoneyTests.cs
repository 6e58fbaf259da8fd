using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class MoneyTests : IDisposable
{
    private readonly ProjectFolder _project = new ProjectFolder { Provider = new Metered() };

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_run_stops_before_it_passes_its_limit_of_money_and_goes_on_when_asked_again()
    {
        Limits("spend: 2.5").Sample().Price(("RequestPrice", "1"));

        EvaluationResult first = await _project.RunAsync();
        EvaluationResult second = await _project.RunAsync();

        Diagnostic told = first.Diagnostics.Single(d => d.IsError);
        told.Code.Should().Be("LLM3015");
        told.Message.Should().Contain("spent 2 USD").And.Contain("limit of 2.5");
        first.ExitStatus.Should().Be(EvaluationResult.InfrastructureExitStatus);
        second.HasErrors.Should().BeFalse();
        second.Outcomes.Single().UsedForAnswers.Should().Be(new Usage(1, second.Outcomes.Single().UsedForAnswers.InputTokens, second.Outcomes.Single().UsedForAnswers.OutputTokens, 1));
        _project.Calls.Count(c => c == "ask").Should().Be(3);
    }

    [Fact]
    public async Task A_limit_of_tokens_counts_what_the_answers_say_they_used()
    {
        _project.WithScript("- { answer: Hello, input-tokens: 30, output-tokens: 20 }\n");
        Limits("tokens: 200").Sample();
        _project.WithModelMetadata("MaxTokens", "20");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().NotContain(d => d.IsError);
        result.Outcomes.Single().UsedForAnswers.Should().Be(new Usage(3, 90, 60, null));
    }

    [Fact]
    public async Task A_call_that_could_pass_the_limit_of_tokens_is_not_made()
    {
        Limits("tokens: 50").Sample();
        _project.WithModelMetadata("MaxTokens", "51");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM3015" && d.Message.Contains("tokens", StringComparison.Ordinal));
        _project.Calls.Should().NotContain("ask");
    }

    [Fact]
    public async Task A_limit_of_money_without_a_price_is_a_mistake()
    {
        Limits("spend: 2");

        (await _project.ValidateAsync()).Diagnostics.Should().ContainSingle(d => d.IsError)
            .Which.Should().Match<Diagnostic>(d => d.Code == "LLM1006" && d.Location.Line > 1 && d.Message.Contains("InputPrice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_runs_on_this_machine_costs_nothing_unless_its_item_says_so()
    {
        _project.Provider = null;
        Limits("spend: 0").Sample();

        (await _project.RunAsync()).HasErrors.Should().BeFalse();
    }

    [Theory]
    [InlineData("InputPrice", "1", "LLM1006", "no OutputPrice")]
    [InlineData("RequestPrice", "-1", "LLM1003", "RequestPrice")]
    [InlineData("RequestPrice", "1e999", "LLM1003", "RequestPrice")]
    [InlineData("Currency", "usd", "LLM1003", "three capital letters")]
    public async Task Half_a_price_is_a_mistake_of_the_item(string name, string value, string code, string message)
    {
        _project.WithModelMetadata(name, value);

        (await _project.ValidateAsync()).Diagnostics.Should().Contain(d => d.Code == code && d.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prices_in_two_currencies_have_no_common_limit()
    {
        Limits("spend: 2").Price(("RequestPrice", "1"));
        _project.WithScript("- answer: Hello", "n").WithModelMetadata("RequestPrice", "1", "n").WithModelMetadata("Currency", "EUR", "n");
        _project.Replace("evals/greet.eval.yml", "models: [m]", "models: [m, n]");

        (await _project.ValidateAsync()).Diagnostics.Should().Contain(d => d.IsError && d.Message.Contains("USD and EUR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_counts_calls_tokens_and_money_and_asks_nobody()
    {
        _project.WithScript("- { user: Bob, fault: reset }\n- { answer: Hello, input-tokens: 9, output-tokens: 10 }\n");
        Sample().Price(("InputPrice", "100"), ("OutputPrice", "1000"));
        _project.WithModelMetadata("MaxTokens", "50");
        _project.Replace("evals/greet.eval.yml", "name: Bob }", "name: Bob }, must-pass: true");
        await _project.RunAsync();
        int asked = _project.Calls.Count;

        RunEstimate plan = (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes.Single().Estimate!;

        (plan.Samples, plan.SamplesKnown, plan.CallsKnown).Should().Be((3, 2, 2));

        // "Be polite." and "Bob" are 13 bytes: 4 tokens of 4 bytes and 4 around each of two messages; the known answers are 10 tokens long.
        plan.Answers.Expected.Should().Be(new Usage(1, 12, 10, ((12 * 100) + (10 * 1000)) / 1e6));
        plan.Answers.Most.OutputTokens.Should().Be(50);
        plan.Answers.Most.Cost.Should().BeGreaterThan(plan.Answers.Expected.Cost!.Value);
        plan.Confirmation.Most.Calls.Should().Be(3, "a must-pass case that fails gets three fresh samples");
        plan.Judge.Should().Be(CallEstimate.None);
        plan.Most.Calls.Should().Be(4);
        _project.Calls.Should().HaveCount(asked);
    }

    [Fact]
    public async Task A_plan_of_a_conversation_counts_the_answers_that_later_requests_repeat()
    {
        _project.Replace("evals/greet.eval.yml", "name: Cid }", "name: Cid }, turns: [{ user: more }, { user: again }]");
        Sample().Price(("RequestPrice", "1"));
        _project.WithModelMetadata("MaxTokens", "50");

        RunEstimate plan = (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes.Single().Estimate!;

        plan.Answers.Most.Calls.Should().Be(5);
        plan.Answers.Most.InputTokens.Should().BeGreaterThan(3 * 50);
    }

    [Fact]
    public async Task A_plan_of_answers_that_repeat_confirms_a_must_pass_case_once()
    {
        _project.Provider = null;
        _project.Replace("evals/greet.eval.yml", "name: Bob }", "name: Bob }, must-pass: true");

        RunEstimate plan = (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes.Single().Estimate!;

        plan.Confirmation.Most.Calls.Should().Be(1);
    }

    [Fact]
    public async Task What_a_run_costs_is_told_before_it_asks()
    {
        Sample().Price(("RequestPrice", "0.25"));

        await _project.RunAsync();

        _project.Told.Should().ContainSingle(l => l.Contains("3 calls to make, 0 known", StringComparison.Ordinal) && l.Contains("0.75 USD", StringComparison.Ordinal));
        _project.Read("obj/llmeval/report.txt").Should().Contain("used now: 3 calls").And.Contain("0.75 USD");
    }

    private MoneyTests Limits(string limits)
    {
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + $"\nlimits: {{ {limits} }}\n");
        return this;
    }

    private MoneyTests Sample()
    {
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\nsamples: 1\n");
        return this;
    }

    private MoneyTests Price(params (string Name, string Value)[] metadata)
    {
        foreach ((string name, string value) in metadata) { _project.WithModelMetadata(name, value); }

        return this;
    }
}
