using System.Diagnostics;

namespace LlmEval.XunitV3.Tests.Running;

/// <summary>Runs of tests that end while a model answers: whatever is signalled, no process stays and every answer that was drawn is kept.</summary>
public sealed class InterruptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_test_program_that_is_told_to_end_ends_as_its_runner_ends_it(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals, and looks for processes in /proc.");
        using TestHostCopy host = new();
        (Process process, Task<string> output) = await host.StartAsync(platform: false, ["exec", host.Assembly, "-trait", "suite=greeting"], Token);

        TestHostCopy.Signal(process, signal);

        await EndAsync(host, process);
        (await output).Should().NotContain("Unhandled exception").And.NotContain("ObjectDisposedException");
        process.ExitCode.Should().NotBe(0).And.NotBe(134, "nothing is aborted");
    }

    [Theory]
    [InlineData(false, "INT", true)]
    [InlineData(false, "KILL", false)]
    [InlineData(true, "INT", true)]
    [InlineData(true, "INT", false)]
    [InlineData(true, "KILL", false)]
    public async Task A_tool_that_ends_takes_its_test_program_with_it_also_when_the_terminal_did_not_tell_all(bool platform, string signal, bool isToAll)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals, and looks for processes in /proc.");
        using TestHostCopy host = new();
        string[] arguments = platform ? ["test", "--root-directory", host.Root, "--test-modules", "bin/" + Path.GetFileName(host.Assembly), "--filter-trait", "suite=greeting"] : ["test", host.Assembly, "--filter", "suite=greeting"];
        (Process process, Task<string> output) = await host.StartAsync(platform, arguments, Token);

        TestHostCopy.Signal(process, signal, isToAll);

        await EndAsync(host, process);
        await output;
    }

    private static async Task EndAsync(TestHostCopy host, Process process)
    {
        await TestHostCopy.UntilAsync(() => process.HasExited && host.Processes.Count == 0, Token);
        host.Kept.Should().Be(TestHostCopy.Fast, "answers that were drawn are kept");
    }
}
