using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

public sealed class MultiTargetingTests
{
    private const string Suite = "prompt: triage\n# fake: warning LLM2011 1 1 no baseline\n";

    [Fact]
    public async Task Two_target_frameworks_are_evaluated_once()
    {
        await using BuildSandbox sandbox = await TwoFrameworksAsync();

        BuildResult first = (await sandbox.BuildAsync()).MustPass();
        BuildResult second = (await sandbox.BuildAsync()).MustPass();
        BuildResult one = (await sandbox.BuildAsync("-f", "net10.0")).MustPass();

        first.EngineStarts.Should().Equal("Cached");
        first.WarningCodes.Should().Equal("LLM2011");
        second.EngineStarts.Should().BeEmpty();
        second.WarningCodes.Should().Equal("LLM2011");
        one.EngineStarts.Should().BeEmpty();
        one.WarningCodes.Should().Equal("LLM2011");
    }

    [Fact]
    public async Task The_gate_of_two_target_frameworks_runs_once_on_a_fresh_tree_and_builds_both()
    {
        await using BuildSandbox sandbox = await TwoFrameworksAsync();

        BuildResult gate = (await sandbox.BuildAsync("-t:LlmEval")).MustPass();

        gate.EngineStarts.Should().Equal("Run");
        gate.WarningCodes.Should().Equal("LLM2011");
        File.Exists(Path.Combine(sandbox.App.Directory, "bin", "Debug", "net10.0", "app.dll")).Should().BeTrue();
        File.Exists(Path.Combine(sandbox.App.Directory, "bin", "Debug", "net10.0-windows", "app.dll")).Should().BeTrue();
    }

    [Theory]
    [InlineData("-f", "net10.0")]
    [InlineData("-graph", "-m:2")]
    public async Task The_gate_runs_once_for_one_framework_and_in_a_graph(params string[] arguments)
    {
        await using BuildSandbox sandbox = await TwoFrameworksAsync();

        (await sandbox.BuildAsync(["-t:LlmEval", .. arguments])).MustPass().EngineStarts.Should().Equal("Run");
    }

    [Fact]
    public async Task An_isolated_graph_evaluates_once_too()
    {
        await using BuildSandbox sandbox = await TwoFrameworksAsync();
        await sandbox.DotNetAsync("restore");

        (await sandbox.BuildAsync("--no-restore", "-graph", "-isolate")).MustPass().EngineStarts.Should().Equal("Cached");
        (await sandbox.BuildAsync("--no-restore", "-graph", "-isolate", "-p:LlmEvalMode=Run")).MustPass().EngineStarts.Should().Equal("Run");
    }

    [Fact]
    public async Task Validate_and_accept_work_for_two_frameworks_and_for_one_of_them()
    {
        await using BuildSandbox sandbox = await TwoFrameworksAsync();

        (await sandbox.BuildAsync("-t:LlmEvalValidate")).MustPass().EngineStarts.Should().Equal("Validate");
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass().EngineStarts.Should().Equal("Accept");
        (await sandbox.BuildAsync("-t:LlmEvalValidate", "-f", "net10.0")).MustPass().EngineStarts.Should().Equal("Validate");
        (await sandbox.BuildAsync("-t:LlmEvalAccept", "-f", "net10.0")).MustPass().EngineStarts.Should().Equal("Accept");
    }

    [Fact]
    public async Task Clean_leaves_nothing_of_the_outer_build()
    {
        await using BuildSandbox sandbox = await TwoFrameworksAsync();
        await sandbox.BuildAsync();
        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeTrue();

        (await sandbox.DotNetAsync("clean")).MustPass();

        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeFalse();
    }

    [Fact]
    public async Task Two_projects_built_at_once_are_evaluated_each_and_the_request_stays_with_its_project()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        SandboxProject library = sandbox.AddProject("library").AsLibrary().WithSuite(Suite);
        sandbox.App.WithSuite(Suite).WithReference(library);

        (await sandbox.BuildAsync("-m:2")).MustPass().EngineStarts.Should().Equal("Cached", "Cached");
        (await sandbox.BuildAsync("-m:2", "-t:LlmEval")).MustPass().EngineStarts.Should().Equal(["Run"], "only the app was asked for");
        (await sandbox.BuildAsync("-m:2", "-p:LlmEvalMode=Run")).MustPass().EngineStarts.Should().Equal(["Run"], "the library was not run yet");
    }

    [Theory]
    [InlineData("-m:2")]
    [InlineData("-graph")]
    public async Task A_red_library_keeps_what_uses_it_from_being_built(string argument)
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        SandboxProject library = sandbox.AddProject("library").AsLibrary().WithSuite("# fake: error LLM2001 1 1 fell\n");
        sandbox.App.WithReference(library);

        (await sandbox.BuildAsync(argument)).MustFail().ErrorCodes.Should().Equal("LLM2001");

        File.Exists(Path.Combine(sandbox.App.Directory, "bin", "Debug", "net10.0", "app.dll")).Should().BeFalse();
    }

    private static async Task<BuildSandbox> TwoFrameworksAsync()
    {
        BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithTwoTargetFrameworks().WithSuite(Suite);
        return sandbox;
    }
}
