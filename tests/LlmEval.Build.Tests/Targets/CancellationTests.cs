using System.Diagnostics;
using System.Globalization;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

/// <summary>Whatever ends a build, no engine outlives it.</summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_cancelled_build_asks_the_engine_and_leaves_no_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a signal.");
        await using BuildSandbox sandbox = await SleepingAsync();
        using RunningCommand build = sandbox.StartBuild("-t:LlmEval");
        int engine = await EngineAsync(sandbox);

        build.Signal("INT");
        CommandResult result = await build.WaitAsync(s_patience, TestContext.Current.CancellationToken);

        result.ExitCode.Should().NotBe(0);
        await LeavesAsync(engine);
        sandbox.EngineLog().Should().Contain(l => l.StartsWith("cancelled", StringComparison.Ordinal), "the engine could keep what it had");
        Directory.EnumerateFiles(sandbox.App.LlmEvalDirectory, "cancel.*").Should().BeEmpty();
        File.Exists(Path.Combine(sandbox.App.LlmEvalDirectory, "complete.stamp")).Should().BeFalse();
    }

    [Fact]
    public async Task A_killed_build_leaves_no_engine_and_the_next_one_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a signal.");
        await using BuildSandbox sandbox = await SleepingAsync();
        using RunningCommand build = sandbox.StartBuild("-t:LlmEval");
        int engine = await EngineAsync(sandbox);

        build.Signal("KILL");
        await LeavesAsync(engine);

        sandbox.App.WithSuite("prompt: triage\n");
        (await sandbox.BuildAsync()).MustPass().EngineStarts.Should().Equal("Cached");
    }

    [Fact]
    public async Task A_killed_build_of_several_nodes_leaves_no_engine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        await using BuildSandbox sandbox = await SleepingAsync();
        SandboxProject other = sandbox.AddProject("other").AsLibrary().WithSuite("# fake: sleep 600\n");
        SandboxProject top = sandbox.AddProject("top").WithReference(sandbox.App).WithReference(other);
        await sandbox.DotNetAsync("restore", "top/top.csproj");
        using RunningCommand build = sandbox.StartBuild("top/top.csproj", "-m:2", "--no-restore");
        int first = await EngineAsync(sandbox);
        int second = await EngineAsync(sandbox, index: 1);

        IReadOnlyList<Process> nodes = build.KillAlone();
        try
        {
            await LeavesAsync(first);
            await LeavesAsync(second);
        }
        finally
        {
            // A node that loses its main process while a task starts does not always end by itself; the engine must all the same.
            foreach (Process node in nodes.Where(n => !n.HasExited)) { node.Kill(entireProcessTree: true); }
        }
    }

    private static async Task<BuildSandbox> SleepingAsync()
    {
        BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: sleep 600\n");
        return sandbox;
    }

    /// <summary>The number of an engine's process, as soon as it has started.</summary>
    private static async Task<int> EngineAsync(BuildSandbox sandbox, int index = 0)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < s_patience; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (sandbox.EngineLog() is { } log && log.Count > index) { return int.Parse(log[index].Split(' ')[1], CultureInfo.InvariantCulture); }
        }

        throw new TimeoutException("No engine was started.");
    }

    private static async Task LeavesAsync(int id)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < s_patience; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            try { using var process = Process.GetProcessById(id); if (process.HasExited) { return; } }
            catch (ArgumentException) { return; }
        }

        throw new TimeoutException($"The engine {id} outlived its build.");
    }
}
