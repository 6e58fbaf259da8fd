using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Reporting.History;
using static LlmEval.Core.Tests.GitFolder;

namespace LlmEval.Core.Tests.Reporting.History;

public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmeval-history-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File1 => Path.Combine(_folder, "h", "runs.jsonl");

    private static HistoryRun Run(int number, double mean = 0.5) => new()
    {
        Time = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number),
        Suite = "triage",
        Model = "gpt",
        Verdict = VerdictKind.Pass,
        Cases = 12,
        TotalCases = 12,
        SamplesDrawn = number,
        Calls = 3,
        Tokens = 100,
        Cost = 0.25,
        Currency = "USD",
        Metrics = [new HistoryMetric("category", "pass", true, mean, 0.25, 0.75, 12)],
        Revision = new string('a', 40),
        Branch = "main",
        Tool = "0.1.0",
    };

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        HistoryFile.Read(File1).Should().BeEmpty("there is no file yet");
        HistoryFile.Append(File1, [Run(2), Run(1)]);

        HistoryFile.Read(File1).Should().BeEquivalentTo([Run(1), Run(2)], o => o.WithStrictOrdering());
    }

    [Fact]
    public void The_end_of_a_long_file_is_read_by_itself()
    {
        HistoryFile.Append(File1, [Run(1), Run(2), Run(3)]);
        long line = new FileInfo(File1).Length / 3;

        HistoryFile.Read(File1, out int skipped, (2 * line) + (line / 2)).Select(r => r.SamplesDrawn).Should().Equal(2, 3);
        skipped.Should().Be(0, "the line that was cut is not damaged");
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 6 }, (i, _) =>
        {
            HistoryFile.Append(File1, [Run(2 * i), Run((2 * i) + 1)]);
            return ValueTask.CompletedTask;
        });

        HistoryFile.Read(File1, out int skipped).Select(r => r.SamplesDrawn).Should().Equal(Enumerable.Range(0, 120));
        skipped.Should().Be(0);
    }

    [Fact]
    public void A_line_that_a_kill_tore_costs_no_other()
    {
        HistoryFile.Append(File1, [Run(1), Run(2)]);
        string text = File.ReadAllText(File1);
        File.WriteAllText(File1, text[..^40]);

        HistoryFile.Append(File1, [Run(3)]);
        File.AppendAllText(File1, "{\"run\":9}\n");

        HistoryFile.Read(File1, out int skipped).Select(r => r.SamplesDrawn).Should().Equal(1, 3);
        skipped.Should().Be(2, "one line is torn and one of a newer version");
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told()
    {
        File.WriteAllText(Path.Combine(_folder, "h"), "a file where the folder should be");

        FluentActions.Invoking(() => HistoryFile.Append(File1, [Run(1)])).Should().Throw<LlmEvalException>().Which.Diagnostic.Code.Should().Be("LLM3007");
    }

    [Fact]
    public void The_text_has_a_trend_a_metric()
    {
        string text = HistoryText.Text([Run(1, 0), Run(2, 0.5), Run(3, 1)]);

        text.Should().Contain("triage x gpt: 3 runs").And.Contain("▁").And.Contain("█").And.Contain("0.0% (25.0% to 75.0%) -> 100.0%").And.Contain("aaaaaaaa main");
        HistoryText.Sparkline([1, 1]).Should().Be("▅▅");
    }

    [Fact]
    public void The_commit_is_read_from_the_files_of_git()
    {
        GitHead.Read(_folder)?.Revision.Should().BeNull("only a repository above could say one");
        Must(_folder, "init", "-q", "-b", "main");
        GitHead.Read(_folder).Should().Be(new GitHead(null, "main"));
        File.WriteAllText(Path.Combine(_folder, "a"), "a");
        Must(_folder, "add", "a");
        Must(_folder, "commit", "-q", "-m", "one");
        string commit = Must(_folder, "rev-parse", "HEAD");
        Directory.CreateDirectory(Path.Combine(_folder, "src", "app"));

        GitHead.Read(Path.Combine(_folder, "src", "app")).Should().Be(new GitHead(commit, "main"));
        Must(_folder, "pack-refs", "--all");
        GitHead.Read(_folder).Should().Be(new GitHead(commit, "main"));
        Must(_folder, "worktree", "add", "-q", "-b", "feature/x", Path.Combine(_folder, "tree"));
        GitHead.Read(Path.Combine(_folder, "tree")).Should().Be(new GitHead(commit, "feature/x"));
        Must(_folder, "checkout", "-q", "--detach");
        GitHead.Read(_folder).Should().Be(new GitHead(commit, null));
    }
}
