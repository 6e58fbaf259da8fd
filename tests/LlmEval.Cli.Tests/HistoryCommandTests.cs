using System.Text.Json;

namespace LlmEval.Cli.Tests;

public sealed class HistoryCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Runs_are_told_with_a_trend_and_can_be_chosen()
    {
        await _project.ProjectAsync("run");
        _project.Edit("prompts/triage.prompt.yml", "Sort the ticket", "Shuffle the tickets");
        await _project.ProjectAsync("run");

        CommandResult all = await _project.ProjectAsync("history");
        all.Status.Should().Be(0, all.Errors);
        all.Output.Should().Contain("triage x scripted: 2 runs").And.Contain("100.0%").And.Contain("█▁").And.Contain("-> 25.0%").And.Contain("12 drawn");
        JsonElement[] last = [.. JsonElement.Parse((await _project.ProjectAsync("history --last 1 --metric category --format json")).Output).EnumerateArray()];
        last.Should().ContainSingle();
        last[0].GetProperty("metrics").EnumerateArray().Single().GetProperty("mean").GetDouble().Should().Be(0.25);
        (await _project.ProjectAsync("history --suite nothing")).Output.Should().Contain("no run in");
        (await _project.ProjectAsync("history --since 2199-01-01")).Output.Should().Contain("no run in");
        (await _project.ProjectAsync("history --since yesterday")).Status.Should().Be(64);
    }

    [Fact]
    public async Task Two_runs_at_once_are_both_remembered()
    {
        CommandResult[] runs = await Task.WhenAll(_project.ProjectAsync("run"), _project.ProjectAsync("run"));

        runs.Select(r => r.Status).Should().Equal(0, 0);
        JsonElement.Parse((await _project.ProjectAsync("history --format json")).Output).GetArrayLength().Should().Be(2);
    }
}
