using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>Answers that repeat byte for byte are found, and judged by one sample a case.</summary>
public sealed class RepetitionTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public RepetitionTests()
    {
        string cases = string.Concat(Enumerable.Range(0, 30).Select(i => $"  - {{ id: c{i:00}, vars: {{ name: N{i:00} }} }}\n"));
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nparameters: { temperature: 1 }\nscore:\n  - contains: Hello\ncases:\n" + cases);
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Answers_that_repeat_are_judged_by_one_sample_a_case()
    {
        SuiteOutcome outcome = (await _project.RunAsync()).Outcomes[0];

        outcome.AnswersRepeat.Should().BeTrue();
        outcome.Verdict.SamplesPerCase.Should().Be(1);
        outcome.Candidate!.IsDeterministic.Should().BeTrue();
        Asked().Should().Be(30 + 20, "the first twenty cases are asked twice");
        _project.Read("obj/llmeval/report.txt").Should().Contain("answers repeat byte for byte: one sample a case is judged");

        SuiteOutcome cached = (await _project.BuildAsync()).Outcomes[0];
        (cached.AnswersRepeat, cached.Verdict.Kind).Should().Be((true, VerdictKind.NoBaseline), "the cache says the same");
        Asked().Should().Be(50);
    }

    [Fact]
    public async Task Answers_that_were_drawn_to_be_compared_are_answers_of_this_run()
    {
        _project.WithScript("- { sample: 1, user: N19, answer: 'Hello!' }\n- { answer: 'Hello {user}' }\n");

        await _project.RunAsync();

        _project.Read("obj/llmeval/results/greet.m.jsonl").Should().Contain("\"cached\":false").And.NotContain("\"cached\":true");
        _project.Read("obj/llmeval/report.txt").Should().NotContain("came from the cache");
    }

    [Fact]
    public async Task One_answer_that_differs_asks_for_the_normal_plan()
    {
        _project.WithScript("- { sample: 1, user: N19, answer: 'Hello!' }\n- { answer: 'Hello {user}' }\n");

        SuiteOutcome outcome = (await _project.RunAsync()).Outcomes[0];

        outcome.AnswersRepeat.Should().BeFalse();
        outcome.Verdict.SamplesPerCase.Should().Be(3);
        Asked().Should().Be(90, "the answers that were compared are answers of the plan");
        (await _project.BuildAsync()).Outcomes[0].Verdict.SamplesPerCase.Should().Be(3);
    }

    [Fact]
    public async Task A_model_that_gave_the_baseline_varying_answers_is_not_taken_for_one_that_repeats_itself()
    {
        _project.WithScript("- { system: polite, sample: 1, user: N19, answer: 'Hello!' }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();

        // Seldom is not never: no pair among the first twenty differs this time.
        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be brief.");
        SuiteOutcome outcome = (await _project.RunAsync()).Outcomes[0];
        (outcome.AnswersRepeat, outcome.Verdict.SamplesPerCase).Should().Be((false, 3));
        outcome.Verdict.Findings.Should().NotContain(f => f.Descriptor == Diagnostics.NoHeldBack);

        _project.Replace("evals/greet.eval.yml", "temperature: 1", "temperature: 0.5");
        outcome = (await _project.RunAsync()).Outcomes[0];
        outcome.AnswersRepeat.Should().BeTrue("other parameters may repeat");
        outcome.Verdict.CanSee.Should().BeNull("answers that repeat are not counted against answers that varied");
    }

    [Fact]
    public async Task One_sample_a_case_is_not_compared_with_a_second()
    {
        _project.Write("evals/greet.eval.yml", "samples: 1\n" + _project.Read("evals/greet.eval.yml"));

        (await _project.RunAsync()).Outcomes[0].AnswersRepeat.Should().BeFalse();
        Asked().Should().Be(30);
    }

    [Fact]
    public async Task An_answer_that_did_not_come_repeats_nothing()
    {
        _project.WithScript("- { sample: 1, user: N07, fault: reset }\n- { answer: 'Hello {user}' }\n");

        (await _project.RunAsync()).Outcomes[0].AnswersRepeat.Should().BeFalse();
    }

    [Fact]
    public async Task Only_what_changed_is_compared_again()
    {
        await _project.RunAsync();
        (await _project.AcceptAsync()).Diagnostics.Should().BeEmpty("there is nothing to hold back");
        _project.ForgetAnswers();
        _project.Replace("evals/greet.eval.yml", "name: N05", "name: Neo");

        SuiteOutcome outcome = (await _project.RunAsync()).Outcomes[0];

        (outcome.AnswersRepeat, outcome.Verdict.SamplesPerCase).Should().Be((true, 1));
        Asked().Should().Be(2);
    }

    private int Asked() => _project.Calls.Count(c => c.StartsWith("ask", StringComparison.Ordinal));
}
