using LlmEval.Caching;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>What is said of answers that the cache lacks.</summary>
public sealed class MissTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task An_edited_prompt_is_named()
    {
        await _project.RunAsync();
        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be very polite.");

        (await ToldAsync()).Should().EndWith("Cache: for 'ann', 'bob', 'cid' an answer with other messages (the prompt or the inputs changed). Evaluate: dotnet build -t:LlmEval, or llmeval run.");
    }

    [Fact]
    public async Task A_changed_parameter_is_named_with_both_values()
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: greet\nparameters: { temperature: 0, seed: 7 }");
        await _project.RunAsync();
        _project.Replace("evals/greet.eval.yml", "temperature: 0, seed: 7", "temperature: 0.5, max-tokens: 9");

        (await ToldAsync()).Should().Contain("other parameters (max-tokens not said there, 9 here, seed 7 there, not said here, temperature 0 there, 0.5 here)");
    }

    [Fact]
    public async Task Another_model_is_named()
    {
        await _project.RunAsync();
        _project.WithScript("- { answer: 'Hello {user}!' }\n");

        (await ToldAsync()).Should().MatchRegex(@"another model identity \(scripted:sha256:[0-9a-f]{64} there, scripted:sha256:[0-9a-f]{64} here\)");
    }

    [Fact]
    public async Task Missing_samples_are_told_from_missing_cases()
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: greet\nsamples: 2\nparameters: { temperature: 1 }");
        await _project.RunAsync();
        _project.Replace("evals/greet.eval.yml", "samples: 2", "samples: 4");
        _project.Replace("evals/greet.eval.yml", "cases:\n", "cases:\n  - { id: dan, vars: { name: Dan } }\n");

        (await ToldAsync()).Should().Contain("Cache: for 'dan' no answer at all; for 'ann', 'bob', 'cid' only samples 0-1, not sample 2.");
    }

    [Fact]
    public async Task Of_answers_without_a_note_nothing_is_claimed()
    {
        await _project.RunAsync();
        string model = CacheStatistics.Read(_project.Cache, TestContext.Current.CancellationToken).Partitions.Single().Model!;
        Directory.Delete(_project.Cache, recursive: true);
        using (ResponseCache cache = ResponseCache.Open(_project.Cache, "0.1.0", _ => { }))
        {
            cache.Partition(model).Store(RequestKeys.Sample(default, 1), new Answer { Text = "old" });
        }

        (await ToldAsync()).Should().Contain("not known, answers of an older version do not say their case");
    }

    [Fact]
    public async Task An_empty_cache_needs_no_explanation_and_a_plan_explains_too()
    {
        (await ToldAsync()).Should().NotContain("Cache:");
        await _project.RunAsync();
        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be very polite.");

        EvaluationResult plan = await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken);
        plan.Outcomes.Single().CacheInstead.Should().Contain("other messages");
        plan.Outcomes.Single().Verdict.Findings.Single().Text.Should().EndWith(plan.Outcomes.Single().CacheInstead);
    }

    [Fact]
    public async Task Another_suites_case_of_the_same_name_explains_nothing()
    {
        await _project.RunAsync();
        _project.Write("evals/other.eval.yml", _project.Read("evals/greet.eval.yml").Replace("Ann", "Eve", StringComparison.Ordinal));

        EvaluationResult result = await _project.BuildAsync();

        result.Diagnostics.Single(d => d.Code == "LLM2010" && d.Message.StartsWith("other", StringComparison.Ordinal)).Message
            .Should().Contain("for 'ann' no answer at all");
    }

    [Fact]
    public void A_large_cache_is_not_looked_through()
    {
        using var folder = new Caching.CacheFolder();
        folder.Fill(0, 20);
        SuiteOrigin suite = new("p", "s", "1", ModelParameters.Empty);

        new MissExplainer(folder.Root, budget: 100).Explain(Caching.CacheFolder.Model, suite, [new CacheMiss("c", "00", 0)])
            .Should().Be("Cache: for 'c' not known, the cache is too large to look through.");
    }

    private async Task<string> ToldAsync()
    {
        EvaluationResult result = await _project.BuildAsync();
        result.Outcomes.Should().ContainSingle().Which.Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        return result.Diagnostics.Single(d => d.Code == "LLM2010").Message;
    }
}
