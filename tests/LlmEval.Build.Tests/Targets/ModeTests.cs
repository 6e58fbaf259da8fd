using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

/// <summary>When an evaluation happens, and when nothing may.</summary>
public sealed class ModeTests
{
    private const string Suite = "prompt: triage\n";

    [Fact]
    public async Task Off_does_nothing_but_a_request_by_target_is_served()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite).WithProperty("LlmEvalMode", "Off");

        (await sandbox.BuildAsync()).MustPass().EngineStarts.Should().BeEmpty();
        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeFalse();
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().EngineStarts.Should().Equal("Run");
    }

    [Fact]
    public async Task A_test_project_only_validates()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite).WithProperty("IsTestProject", "true");

        (await sandbox.BuildAsync()).MustPass().EngineStarts.Should().Equal("Validate");
    }

    [Fact]
    public async Task A_mode_that_does_not_exist_is_refused()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite);

        BuildDiagnostic error = (await sandbox.BuildAsync("-p:LlmEvalMode=Always")).MustFail().Errors.Should().ContainSingle().Subject;

        error.Code.Should().Be("LLM1003");
        error.File.Should().Be(sandbox.App.File);
    }

    [Fact]
    public async Task A_project_without_suites_is_left_alone_and_says_so_when_asked()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();

        (await sandbox.BuildAsync()).MustPass().Output.Should().NotContain("LLM");
        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeFalse();
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().WarningCodes.Should().Equal("LLM1007");
    }

    [Fact]
    public async Task Default_items_can_be_switched_off_and_excluded()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite).WithFile("evals/defaults.eval.yml", "tags: [pr]\n").WithFile("old/x.eval.yml", Suite);

        (await ItemsAsync(sandbox)).Should().Contain("evals/triage.eval.yml").And.Contain("old/x.eval.yml").And.NotContain("defaults");
        (await ItemsAsync(sandbox, "-p:DefaultItemExcludes=old/**")).Should().NotContain("old/x.eval.yml");
        (await ItemsAsync(sandbox, "-p:EnableDefaultLlmItems=false")).Should().NotContain("eval.yml");
    }

    [Fact]
    public async Task A_design_time_build_does_nothing()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: error LLM2001 1 1 fell\n");
        await sandbox.DotNetAsync("restore");

        BuildResult result = await sandbox.DotNetAsync(
            "msbuild", "-t:Compile;CoreCompile;Build", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:BuildingInsideVisualStudio=true");

        result.EngineStarts.Should().BeEmpty();
        result.Output.Should().NotContain("LLM");
        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeFalse();
    }

    [Fact]
    public async Task Accept_runs_each_time_builds_nothing_and_the_next_build_judges_afresh()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite);

        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass().EngineStarts.Should().Equal("Accept");
        Directory.Exists(Path.Combine(sandbox.App.Directory, "bin")).Should().BeFalse();
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass().EngineStarts.Should().Equal("Accept");
        (await sandbox.BuildAsync()).MustPass().EngineStarts.Should().Equal("Cached");
    }

    [Fact]
    public async Task Validate_builds_nothing_and_says_what_is_wrong()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: error LLM1002 1 3 unknown key\n").WithFile("Program.cs", "this does not compile");

        BuildResult result = (await sandbox.BuildAsync("-t:LlmEvalValidate")).MustFail();

        result.EngineStarts.Should().Equal("Validate");
        result.ErrorCodes.Should().Equal("LLM1002");
    }

    [Fact]
    public async Task An_older_sdk_gets_one_clear_error()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithTwoTargetFrameworks().WithSuite(Suite);

        BuildDiagnostic error = (await sandbox.BuildAsync("-p:_LlmEvalSdkVersion=9.0.305")).MustFail().Errors.Should().ContainSingle().Subject;

        error.Code.Should().Be("LLM3017");
        error.Message.Should().Contain("9.0.305").And.Contain("10.0.100");
        (await sandbox.BuildAsync("-p:_LlmEvalSdkVersion=10.0.100-rc.2.25502.107")).MustPass();
    }

    [Fact]
    public async Task Clean_leaves_nothing_even_of_a_red_build()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: error LLM2001 1 1 fell\n");
        await sandbox.BuildAsync();
        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeTrue();

        (await sandbox.DotNetAsync("clean")).MustPass();

        Directory.Exists(sandbox.App.LlmEvalDirectory).Should().BeFalse();
    }

    [Fact]
    public async Task Targets_of_the_project_run_around_an_evaluation()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite).WithFile("Directory.Build.targets", """
            <Project>
              <Target Name="Mine" BeforeTargets="BeforeLlmEval"><Message Importance="high" Text="mine-before" /></Target>
              <Target Name="MineToo" AfterTargets="AfterLlmEval"><Message Importance="high" Text="mine-after" /></Target>
              <PropertyGroup><LlmEvalDependsOn>MineFirst</LlmEvalDependsOn></PropertyGroup>
              <Target Name="MineFirst"><Message Importance="high" Text="mine-first" /></Target>
            </Project>
            """);

        (await sandbox.BuildAsync()).MustPass().Output.Should().MatchRegex("(?s)mine-before.*mine-first.*mine-after");
    }

    private static async Task<string> ItemsAsync(BuildSandbox sandbox, params string[] arguments)
    {
        await sandbox.DotNetAsync("restore");
        return (await sandbox.DotNetAsync("msbuild", ["-getItem:LlmEvalSuite", .. arguments])).Output;
    }
}
