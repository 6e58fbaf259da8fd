using LlmEval.Caching;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class CacheNeedsTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_is_served_by_an_export_of_what_it_needs()
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: greet\nsamples: 3\nparameters: { temperature: 1 }");
        _project.WithScript("- { sample: 1, answer: 'Hello, {user}' }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        _project.Replace("evals/greet.eval.yml", "samples: 3", "samples: 2").Replace("evals/greet.eval.yml", "Bob", "Rob");
        await _project.RunAsync();
        string export = Path.Combine(_project.Folder, "eval-cache");

        TransferResult result = CacheExporter.Export(_project.Cache, export, (await NeedsAsync()).Keys, cancellationToken: Cancel);

        result.Entries.Should().Be(3 + 2 + 3, "the third samples are there, Bob's answers are not needed any more");
        _project.ForgetAnswers();
        _project.WithSetting("LlmEvalCacheDirectory", export);
        EvaluationResult replayed = await _project.BuildAsync();
        replayed.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        _project.Calls.Should().BeEmpty("no model is asked");
    }

    [Fact]
    public async Task The_answers_of_a_skipped_case_are_still_needed()
    {
        await _project.RunAsync();
        int all = (await NeedsAsync()).Keys.Count;
        _project.Replace("evals/greet.eval.yml", "name: Bob }", "name: Bob }, skip: the service is down");

        (await NeedsAsync()).Keys.Should().HaveCount(all);
    }

    [Fact]
    public async Task Every_turn_of_a_conversation_is_needed()
    {
        _project.Replace("evals/greet.eval.yml", "vars: { name: Ann }", "vars: { name: Ann }, turns: [ { user: 'and you?' }, { user: 'bye', stop: true, score: [ { contains: { value: nothing, metric: bye } } ] }, { user: never } ]");
        (await _project.RunAsync()).Diagnostics.Should().NotContain(d => d.Family == DiagnosticFamily.Authoring);
        int stored = CacheStatistics.Read(_project.Cache, Cancel).Partitions.Single().Entries;

        (await NeedsAsync()).Keys.Should().HaveCount(stored);
    }

    [Fact]
    public async Task Samples_of_a_conversation_that_ends_early_are_all_needed()
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: greet\nsamples: 12\nparameters: { temperature: 1 }");
        _project.Replace("evals/greet.eval.yml", "vars: { name: Ann }", "vars: { name: Ann }, turns: [ { user: bye, stop: true, score: [ { contains: { value: nothing, metric: bye } } ] }, { user: never } ]");
        (await _project.RunAsync()).Diagnostics.Should().NotContain(d => d.Family == DiagnosticFamily.Authoring);
        int stored = CacheStatistics.Read(_project.Cache, Cancel).Partitions.Single().Entries;

        (await NeedsAsync()).Keys.Should().HaveCount(stored);
    }

    [Fact]
    public async Task With_a_mistake_or_without_the_models_file_nothing_is_said()
    {
        await _project.RunAsync();
        File.Delete(Path.Combine(_project.Folder, "m.yml"));
        (await _project.Awaiting(_ => NeedsAsync()).Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Code.Should().Be("LLM2012");

        _project.WithScript("- { answer: x }\n").Replace("evals/greet.eval.yml", "score:", "scor:");
        (await _project.Awaiting(_ => NeedsAsync()).Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Code.Should().Be("LLM1002");
    }

    private Task<CacheNeeds> NeedsAsync() => CacheNeeds.FindAsync(
        _project.Manifest(), new ProviderRegistry(new ScriptedModelProvider()), _project.Cache, name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null, Cancel);
}
