using System.Diagnostics;
using System.Globalization;

namespace LlmEval.Cli.Tests;

/// <summary>Ctrl-C.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Ctrl_C_keeps_what_was_done_and_the_next_run_pays_for_the_rest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a signal.");
        const int cases = 100;
        _project.WithTickets(cases).WithScript("- { answer: \"{user}\", delay: 50ms }\n");
        Process run = _project.Start("run", "--manifest", Path.Combine(_project.Folder, "obj", "llmeval", "manifest.json"));
        for (var watch = Stopwatch.StartNew(); _project.Asked < 10 && watch.Elapsed < TimeSpan.FromMinutes(1);) { await Task.Delay(10, TestContext.Current.CancellationToken); }

        using (var kill = Process.Start("kill", ["-INT", run.Id.ToString(CultureInfo.InvariantCulture)])) { kill.WaitForExit(); }

        CommandResult result = await ProjectFolder.FinishAsync(run);
        result.Status.Should().Be(130, result.Errors);
        result.Errors.Should().Contain("LLM3009").And.Contain("run again");
        int asked = _project.Asked;
        asked.Should().BeInRange(10, cases - 10);

        CommandResult next = await _project.ProjectAsync("run");
        next.Status.Should().Be(0, next.Errors);
        next.Output.Should().Contain("100 of 100 cases");
        _project.Asked.Should().BeInRange(cases, cases + 2, "two were in flight");
    }
}
