using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Models.Scripted;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>Answers beside a baseline are texts in a file to be committed.</summary>
public sealed class KeptAnswersTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public KeptAnswersTests()
    {
        _project.Write("evals/names.jsonl", "{\"id\":\"ann\",\"name\":\"Ann Planted\"}\n");
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            score:
              - contains: Hello
            data: { file: names.jsonl, private: true }
            """);
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task The_property_leaves_private_suites_out()
    {
        _project.WithSetting("LlmEvalBaselineAnswers", "all");
        await _project.RunAsync();

        (await _project.AcceptAsync()).IsRefused.Should().BeFalse();

        Directory.GetFiles(_project.Folder, "*.answers.jsonl", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Theory]
    [InlineData("first", "is private")]
    [InlineData("some", "must be cache, first or all, not 'some'")]
    [InlineData("cache", null)]
    public async Task An_item_that_asks_for_private_answers_or_says_another_word_is_a_mistake(string said, string? expected)
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        Manifest manifest = _project.Manifest();
        manifest = manifest with { Baselines = [.. manifest.Baselines.Select(b => b with { Metadata = new Dictionary<string, string> { ["Answers"] = said } })] };

        EvaluationResult result = await new Evaluation(new ProviderRegistry(new ScriptedModelProvider()), environment: name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null)
            .RunAsync(new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Validate }, CancellationToken.None);

        Diagnostic? found = result.Diagnostics.SingleOrDefault(d => d.Code == "LLM1003");
        (found is null).Should().Be(expected is null);
        found?.Message.Should().Contain(expected);
    }
}
