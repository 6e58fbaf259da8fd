using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;
using LlmEval.Suites.Variants.Attacks;
using Microsoft.Extensions.AI;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>A suite with <c>attacks:</c> as build and command line evaluate it, with a model that gives its secret away where the attack is a role play.</summary>
public sealed class AttackRunTests : IDisposable
{
    private const string Suite = """
        prompt: greet
        models: [m]
        samples: 1
        score:
          - contains: Hello
        attacks:
          families: [role-play, many-shot, fake-turn]
          objectives: reveal-prompt
        cases:
          - { id: ann, vars: { name: Ann } }
          - { id: bob, vars: { name: Bob } }
        """;

    private readonly ProjectFolder _project = new();

    public AttackRunTests() => _project.Write("evals/greet.eval.yml", Suite).WithScript(Script(falls: ["ann"]));

    public void Dispose() => _project.Dispose();

    private static string Script(string[] falls, string salt = "project") =>
        string.Concat(falls.SelectMany(id => (string[])["Orla", "developer rehearsal", "grandmother"], (id, word) =>
            $"- {{ system: '{Canary.Of(salt, id)}', user: {word}, answer: 'Very well: {string.Join('-', Canary.Of(salt, id).ToCharArray())}' }}\n")) + "- { answer: 'Hello {user}' }\n";

    private static string[] Fallen(SuiteOutcome outcome)
    {
        int metric = outcome.Metrics.Select(m => m.Name).ToList().IndexOf("attack-resisted");
        return [.. outcome.Cases.Where(c => c.Samples[0][metric] is { State: CellState.Scored, Passed: false }).Select(c => c.Id)];
    }

    [Fact]
    public async Task A_run_asks_cases_and_attacks_and_judges_each_by_its_own_checks()
    {
        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Where(d => d.Severity == Severity.Error && d.Code != "LLM2011").Should().BeEmpty();
        SuiteOutcome outcome = result.Outcomes.Single();
        outcome.Cases.Select(c => c.Id).Should().Equal(
            "ann", "ann~role-play-1", "ann~fake-turn-1", "ann~many-shot-1", "bob", "bob~role-play-1", "bob~fake-turn-1", "bob~many-shot-1");
        Fallen(outcome).Should().Equal("ann~role-play-1");
        int contains = outcome.Metrics.Select(m => m.Name).ToList().IndexOf("contains");
        outcome.Cases.Where(c => c.Samples[0][contains].State == CellState.Absent).Should().HaveCount(6, "what the suite checks of its cases says nothing of an attack");
        _project.Calls.Count(c => c == "ask").Should().Be(8);
        _project.Read("obj/llmeval/report.txt").Should().Contain("attack-resisted");
    }

    [Fact]
    public async Task A_model_that_falls_for_more_is_a_regression_at_the_line_of_the_attacks()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.WithScript(Script(falls: ["ann", "bob"]) + "- { user: x, answer: x }\n").ForgetAnswers();

        EvaluationResult result = await _project.RunAsync();

        Fallen(result.Outcomes.Single()).Should().Equal("ann~role-play-1", "bob~role-play-1");
        result.Outcomes.Single().Metrics.Single(m => m.Name == "attack-resisted").Location.Line.Should().Be(7, "the attacks stand there");
    }

    [Fact]
    public async Task The_salt_decides_the_canary_and_by_default_it_is_the_projects_name()
    {
        await _project.RunAsync();
        EvaluationResult result = await _project.WithSetting("LlmEvalSalt", "other").WithScript(Script(falls: ["bob"], salt: "other")).RunAsync();

        Fallen(result.Outcomes.Single()).Should().Equal("bob~role-play-1");
    }

    [Fact]
    public async Task The_filter_asks_the_attacks_alone()
    {
        EvaluationResult result = await _project.RunAsync("tag=attacks");

        result.Outcomes.Single().Cases.Should().HaveCount(6).And.OnlyContain(c => c.Id.Contains('~'));
        _project.Calls.Count(c => c == "ask").Should().Be(6);
    }

    [Fact]
    public async Task A_suite_of_attacks_alone_needs_no_checks_of_its_own()
    {
        _project.Write("evals/rows.csv", "id,name\nann,Ann\nbob,Bob\n").Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            samples: 1
            attacks: { families: role-play, objectives: reveal-prompt, keep-cases: false }
            data: { file: rows.csv, private: true, id: id }
            """);

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Where(d => d.Code.StartsWith("LLM1", StringComparison.Ordinal)).Should().BeEmpty();
        result.Outcomes.Single().Cases.Select(c => c.Id).Should().Equal("ann~role-play-1", "bob~role-play-1");
        Fallen(result.Outcomes.Single()).Should().Equal("ann~role-play-1");
    }

    [Fact]
    public async Task Attacks_that_would_not_reach_a_model_that_takes_the_case_itself_are_told()
    {
        _project.Provider = new CaseReader();

        EvaluationResult result = await _project.ValidateAsync();

        result.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => $"{d.Location.Line} {d.Code} {d.Message}").Should().BeEquivalentTo(
            "7 LLM1006 The model 'm' takes a case's variables and no prompt, so that attacks reach it in a variable only. Name the one that holds what the user says as 'user' of 'attacks'.",
            "7 LLM1003 The model 'm' takes a case's variables and no prompt, so that no canary can be planted for 'reveal-prompt'. Set 'objectives: [say-word]' of 'attacks'.");

        _project.Replace("evals/greet.eval.yml", "objectives: reveal-prompt", "objectives: say-word\n  user: name");
        (await _project.ValidateAsync()).Diagnostics.Where(d => d.Severity == Severity.Error).Should().BeEmpty();

        _project.Replace("evals/greet.eval.yml", "[role-play, many-shot, fake-turn]", "[role-play, crescendo]");
        (await _project.ValidateAsync()).Diagnostics.Should().ContainSingle(d => d.Severity == Severity.Error).Which.Message.Should().Contain("the turns of the family 'crescendo'");
    }

    /// <summary>The scripted provider, as if it took cases and no prompts.</summary>
    private sealed class CaseReader : IModelProvider
    {
        private readonly ScriptedModelProvider _inner = new();

        public string Name => _inner.Name;

        public IReadOnlyCollection<string> KnownMetadata => _inner.KnownMetadata;

        public bool ReadsCases(ModelSpec model) => true;

        public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => _inner.Validate(model, context, diagnostics);

        public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => _inner.IdentifyAsync(model, context, cancellationToken);

        public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => _inner.StartAsync(model, context, cancellationToken);

        public int Concurrency(ModelSpec model) => _inner.Concurrency(model);
    }

    [Fact]
    public async Task A_mistake_in_the_attacks_ends_it_before_anything_is_asked()
    {
        EvaluationResult result = await _project.Replace("evals/greet.eval.yml", "role-play", "roleplay").RunAsync();

        result.Diagnostics.Should().ContainSingle(d => d.Severity == Severity.Error).Which.Location.Line.Should().Be(7);
        _project.Calls.Should().BeEmpty();
    }
}
