using System.Diagnostics;

namespace LlmEval.Cli.Tests;

/// <summary>On a terminal there are bars, and nothing is left of them.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Progress_on_a_terminal_is_a_bar_that_goes_away_before_the_report()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "Needs 'script', which makes a terminal.");
        _project.WithScript("- { answer: \"{user}\", delay: 100ms }\n");

        using Process process = _project.StartOnTerminal("run", "--manifest", Path.Combine(_project.Folder, "obj", "llmeval", "manifest.json"));
        CommandResult result = await ProjectFolder.FinishAsync(process);

        result.Status.Should().Be(0, result.Output);
        result.Output.Should().Contain("triage x scripted (12/12, 12 drawn)");
        string[] parts = result.Output.Split("\u001b[?25h");
        parts.Should().HaveCount(2, "the cursor is shown again");
        parts[1].Should().Contain("12 of 12 cases").And.NotContain("\u001b", "the report is plain");
    }
}
