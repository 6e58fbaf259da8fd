using LlmEval.Gating;
using LlmEval.Reporting.History;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class RunHistoryTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    private IReadOnlyList<HistoryRun> Runs => HistoryFile.Read(HistoryFile.PathOf(_project.Manifest(), name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null)!);

    [Fact]
    public async Task A_run_is_remembered_and_a_plain_build_is_not()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        await _project.BuildAsync();
        await _project.RunAsync();

        Runs.Select(r => (r.Suite, r.Model, r.Verdict, r.SamplesDrawn)).Should().Equal(("greet", "m", VerdictKind.NoBaseline, 3), ("greet", "m", VerdictKind.MatchesBaseline, 0));
        HistoryMetric first = Runs[0].Metrics.Single(m => m.Name == "contains");
        (first.Mean, first.Cases).Should().Be((1, 3));
        first.Lower.Should().BeApproximately(0.4385, 1e-4, "Wilson's interval of 3 of 3");
        Runs[1].Metrics.Single(m => m.Name == "contains").Lower.Should().Be(first.Lower, "it is of the baseline's cases");
        string text = File.ReadAllText(Directory.GetFiles(Path.Combine(_project.Folder, "home", "history"), "*.jsonl").Single());
        text.Should().NotContain("Hello").And.NotContain("ann");
    }

    [Fact]
    public async Task The_property_names_the_file_or_switches_it_off()
    {
        _project.WithSetting("LlmEvalHistory", "logs/runs.jsonl");
        await _project.RunAsync();
        File.Exists(Path.Combine(_project.Folder, "logs", "runs.jsonl")).Should().BeTrue();

        _project.WithSetting("LlmEvalHistory", "Off");
        await _project.RunAsync();
        HistoryFile.PathOf(_project.Manifest(), _ => null).Should().BeNull();
        File.ReadAllLines(Path.Combine(_project.Folder, "logs", "runs.jsonl")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_is_a_warning()
    {
        _project.Write("logs", "a file").WithSetting("LlmEvalHistory", "logs/runs.jsonl");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM3007" && !d.IsError);
        result.ExitStatus.Should().Be(0);
    }
}
