using System.Text.Json;

namespace LlmEval.Cli.Tests;

public sealed class VerdictCommandTests : IDisposable
{
    private readonly ProjectFolder _one = new("one"), _two = new("two");

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public async Task Reports_of_real_runs_are_judged_together_with_the_status_of_a_run()
    {
        foreach (ProjectFolder project in (ProjectFolder[])[_one, _two])
        {
            await project.ProjectAsync("run");
            await project.ProjectAsync("accept");
            project.WriteManifest();
        }

        _one.Edit("prompts/triage.prompt.yml", "Sort the ticket", "Shuffle the tickets");
        (await _one.ProjectAsync("run")).Status.Should().Be(1);
        (await _two.ProjectAsync("run")).Status.Should().Be(0);

        CommandResult text = await _one.RunAsync("verdict", _one.Folder, Path.Combine(_two.Folder, "obj", "llmeval"));
        text.Status.Should().Be(1, text.Errors);
        text.Output.Should().StartWith("REGRESSION: 2 projects, 2 verdicts").And.Contain("one: triage x scripted: REGRESSION").And.Contain("two: triage x scripted: matches baseline");
        CommandResult json = await _one.RunAsync("verdict", _two.Folder, "--format", "json");
        (json.Status, JsonElement.Parse(json.Output).GetProperty("verdict").GetString()).Should().Be((0, "MatchesBaseline"));
    }

    [Fact]
    public async Task What_cannot_be_judged_is_a_mistake()
    {
        await _one.ProjectAsync("run");

        CommandResult none = await _one.RunAsync("verdict"), twice = await _one.RunAsync("verdict", _one.Folder, _one.Folder), gone = await _one.RunAsync("verdict", "nowhere");

        (none.Status, twice.Status, gone.Status).Should().Be((64, 64, 5));
        twice.Errors.Should().Contain("is in two reports");
        gone.Errors.Should().Contain("LLM1013");
    }
}
