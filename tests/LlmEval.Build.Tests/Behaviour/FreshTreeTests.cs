using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>What happens in a tree that was never built.</summary>
public sealed class FreshTreeTests
{
    [Fact]
    public async Task The_gate_works_first_thing()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithTriage();

        BuildResult gate = (await sandbox.BuildAsync("-t:LlmEval")).MustPass();

        gate.WarningCodes.Should().Equal("LLM2011");
        sandbox.App.Asked().Should().Be(TriageProject.Cases);
        File.Exists(Path.Combine(sandbox.App.Directory, "bin", "Debug", "net10.0", "app.dll")).Should().BeTrue("the gate builds, too");
        File.Exists(Path.Combine(sandbox.App.LlmEvalDirectory, "report.txt")).Should().BeTrue();
    }

    [Fact]
    public async Task A_plain_build_asks_nothing_and_the_gate_after_it_runs()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithTriage();

        BuildResult plain = (await sandbox.BuildAsync()).MustPass();
        plain.WarningCodes.Should().Equal("LLM2010");
        sandbox.App.Calls().Should().BeEmpty();

        BuildResult gate = (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        gate.WarningCodes.Should().Equal("LLM2011");
        sandbox.App.Asked().Should().Be(TriageProject.Cases);
    }

    [Fact]
    public async Task What_the_command_drew_is_judged_by_a_plain_build_without_the_model()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithTriage();
        (await sandbox.BuildAsync()).MustPass().WarningCodes.Should().Equal("LLM2010");

        CommandResult run = await sandbox.ToolAsync("run", "--project", sandbox.App.File);
        run.ExitCode.Should().Be(0, run.Output);
        IReadOnlyList<string> calls = sandbox.App.Calls();
        calls.Count(c => c == "ask").Should().Be(TriageProject.Cases);

        (await sandbox.BuildAsync()).MustPass().WarningCodes.Should().Equal("LLM2011");
        sandbox.App.Calls().Should().Equal(calls, "the cache held everything");
    }

    [Fact]
    public async Task Two_target_frameworks_are_one_run()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithTwoTargetFrameworks().WithTriage();

        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().WarningCodes.Should().Equal("LLM2011");

        sandbox.App.Calls().Count(c => c == "start").Should().Be(1);
        sandbox.App.Asked().Should().Be(TriageProject.Cases);
    }

    [Fact]
    public async Task A_folder_with_spaces_and_letters_of_any_kind_is_a_folder_like_others()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject project = sandbox.AddProject("Möbel & Söhne (2) it's").WithTriage();
        string file = Path.GetRelativePath(sandbox.Root, project.File);

        (await sandbox.BuildAsync(file, "-t:LlmEval")).MustPass().WarningCodes.Should().Equal("LLM2011");
        (await sandbox.BuildAsync(file, "-t:LlmEvalAccept")).MustPass();
        (await sandbox.BuildAsync(file)).MustPass().Diagnostics.Should().BeEmpty();
        project.Asked().Should().Be(TriageProject.Cases);
    }
}
