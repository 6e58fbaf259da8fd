using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class JudgedSuiteTests : IDisposable
{
    private const string Suite = """
        prompt: greet
        models: [m]
        judge: j
        score:
          - llm-rubric: Greets by name
        cases:
          - { id: ann, vars: { name: Ann } }
          - { id: bob, vars: { name: Bob } }
        """;

    private readonly ProjectFolder _project = new ProjectFolder()
        .Write("evals/greet.eval.yml", Suite)
        .WithScript("""
            - { user: "Hello Bob", answer: '{"reason":"no name for Bob","verdict":"not-met"}' }
            - { answer: '{"reason":"greets","verdict":"met"}' }
            """, "j");

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_model_judges_the_answers_of_another_and_its_verdicts_are_cached()
    {
        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().NotContain(d => d.IsError);
        int asked = _project.Calls.Count(c => c.StartsWith("ask", StringComparison.Ordinal));
        asked.Should().BeGreaterThan(0);
        Mean(result).Should().Be(0.5, "Ann is greeted as the rubric wants, Bob is not");

        EvaluationResult again = await _project.BuildAsync();

        Mean(again).Should().Be(0.5);
        again.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        _project.Calls.Count(c => c.StartsWith("ask", StringComparison.Ordinal)).Should().Be(asked, "a judgement is an answer like any other");
    }

    [Fact]
    public async Task A_judge_that_says_nothing_readable_makes_the_verdict_an_error()
    {
        _project.WithScript("- { answer: 'It is met.' }", "j");
        EvaluationResult result = await _project.RunAsync();
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Error);
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2005");
    }

    [Fact]
    public async Task A_judge_that_is_under_test_is_warned_of_once()
    {
        _project.Write("evals/greet.eval.yml", Suite.Replace("judge: j", "judge: m", StringComparison.Ordinal).Replace("cases:", "  - fluency\ncases:", StringComparison.Ordinal));
        EvaluationResult result = await _project.ValidateAsync();
        Diagnostic warning = result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM1027").Subject;
        (Path.GetFileName(warning.Location.File), warning.Location.Line).Should().Be(("greet.eval.yml", 3));
    }

    [Fact]
    public async Task A_prompt_of_the_project_judges_and_a_change_of_it_is_another_scorer()
    {
        _project.Write("prompts/mine.prompt.yml", "messages: [{ role: user, content: 'Mine: {{answer}} {{rubric}} {{format}}' }]")
            .Write("evals/greet.eval.yml", Suite.Replace("llm-rubric: Greets by name", "llm-rubric: { value: Greets by name, prompt: mine }", StringComparison.Ordinal));
        EvaluationResult first = await _project.RunAsync();
        first.Diagnostics.Should().NotContain(d => d.IsError);
        _project.Replace("prompts/mine.prompt.yml", "Mine:", "Yours:");
        EvaluationResult second = await _project.RunAsync();
        Key(second).Should().NotBe(Key(first));
        static string Key(EvaluationResult result) => result.Outcomes.Single().Metrics.Single(m => m.Name == "llm-rubric").ScorerKey;
    }

    private static double? Mean(EvaluationResult result) => result.Outcomes.Single().Verdict.Metrics.Single(m => m.Metric.Name == "llm-rubric").Mean;
}
