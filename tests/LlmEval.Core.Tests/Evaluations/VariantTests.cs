using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class VariantTests : IDisposable
{
    private const string Variants = "counterfactual: { slots: { name: { groups: { a: [Ann, Ada], b: [Bob, Ben] } } } }\nperturb: [case]\n";

    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Variants_are_asked_and_judged_like_any_case_and_one_without_a_value_is_asked_through_its_variants_only()
    {
        _project.Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\nscore: [contains: Hello]\n{Variants}cases:\n  - {{ id: any, vars: {{ name: null }} }}\n  - {{ id: zoe, vars: {{ name: Zoe }} }}\n");

        (await _project.ValidateAsync()).Diagnostics.Should().NotContain(d => d.Severity != Severity.Message);
        EvaluationResult result = await _project.RunAsync();

        SuiteOutcome outcome = result.Outcomes.Single();
        outcome.Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        outcome.Cases.Select(c => c.Id).Should().Equal("any~name.a.1", "any~name.b.1", "zoe", "zoe~name.a.1", "zoe~name.b.1", "zoe~case.1");
        outcome.Metrics.Select(m => m.Name).Should().NotContain(["flip-rate", "consistency"], "they are metrics of the suite and of no answer");

        await _project.AcceptAsync("first");
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Fact]
    public async Task A_model_that_always_answers_alike_has_no_noise_that_variants_could_hide_behind()
    {
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nscore:\n  - contains: Zoe\n  - consistency: { of: contains, threshold: 0.9 }\nperturb: [case]\ncases: [{ id: zoe, vars: { name: Zoe } }]\n");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().ContainSingle(d => d.Severity == Severity.Error).Which.Code.Should().Be("LLM2002", "another sample would say the same, so that the noise is known to be 0");
    }

    [Fact]
    public async Task An_article_that_does_not_fit_is_warned_of_at_the_prompt()
    {
        _project.Replace("prompts/greet.prompt.yml", "\"{{name}}\"", "\"I am a {{name}}\"");
        _project.Write("evals/greet.eval.yml", $"prompt: greet\nmodels: [m]\nscore: [contains: Hello]\n{Variants}cases:\n  - {{ id: any, vars: {{ name: null }} }}\n");

        Diagnostic warning = (await _project.ValidateAsync()).Diagnostics.Single(d => d.Code == "LLM1031");

        warning.Location.File.Should().EndWith("greet.prompt.yml");
        warning.Location.Line.Should().Be(5);
        warning.Severity.Should().Be(Severity.Warning);
    }

    [Fact]
    public async Task Nothing_of_private_data_gets_out_through_variants()
    {
        _project.Write("evals/rows.csv", "id,name\nr1,Xanthippe of the secret garden\n");
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nscore: [contains: Goodbye]\nperturb: [case, spacing, typos, filler]\ndata: { file: rows.csv, id: id, private: true }\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes.Single().Cases.Should().HaveCount(5);
        string told = string.Join('\n', [.. result.Diagnostics.Select(d => d.ToString()), .. _project.Told, _project.Read("obj/llmeval/report.txt"), _project.Read("obj/llmeval/report.json")]);
        told.Should().NotContainAny("Xanthippe", "xanthippe", "XANTHIPPE", "garden", "GARDEN");
    }
}
