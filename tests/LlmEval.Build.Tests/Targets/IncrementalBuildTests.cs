using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

public sealed class IncrementalBuildTests
{
    private const string Green = "prompt: triage\n";
    private const string Red = "prompt: triage\n# fake: error LLM2001 1 3 metric fell\n";

    [Fact]
    public async Task A_second_build_starts_no_engine_and_says_the_same()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("prompt: triage\n# fake: warning LLM2011 1 1 no baseline\n").WithPrompt("messages: [{ role: user, content: Hello }]\n");

        BuildResult first = (await sandbox.BuildAsync()).MustPass();
        BuildResult second = (await sandbox.BuildAsync()).MustPass();

        first.EngineStarts.Should().Equal("Cached");
        first.WarningCodes.Should().Equal("LLM2011");
        second.EngineStarts.Should().BeEmpty();
        second.WarningCodes.Should().Equal("LLM2011");
    }

    [Fact]
    public async Task Red_stays_red_without_an_engine_until_it_is_mended()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Red);

        BuildResult first = (await sandbox.BuildAsync()).MustFail();
        BuildResult second = (await sandbox.BuildAsync()).MustFail();
        sandbox.App.WithSuite(Green);
        BuildResult third = (await sandbox.BuildAsync()).MustPass();

        BuildDiagnostic error = first.Errors.Should().ContainSingle().Subject;
        error.Should().Be(new BuildDiagnostic(Path.Combine(sandbox.App.Directory, "evals", "triage.eval.yml"), 1, 3, "error", "LLM2001", "metric fell"));
        second.Errors.Should().Equal(error);
        second.EngineStarts.Should().BeEmpty();
        third.EngineStarts.Should().Equal("Cached");
        File.Exists(Path.Combine(sandbox.App.Directory, "bin", "Debug", "net10.0", "app.dll")).Should().BeTrue("a red verdict leaves no stale output");
    }

    [Fact]
    public async Task The_gate_runs_on_a_fresh_tree_and_a_plain_build_after_it_starts_nothing()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("prompt: triage\n# fake: needs-run\n");

        BuildResult gate = (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        BuildResult plain = (await sandbox.BuildAsync()).MustPass();
        BuildResult again = (await sandbox.BuildAsync("-t:LlmEval")).MustPass();

        gate.EngineStarts.Should().Equal("Run");
        gate.Diagnostics.Should().BeEmpty();
        plain.EngineStarts.Should().BeEmpty();
        again.EngineStarts.Should().BeEmpty();
    }

    [Fact]
    public async Task The_gate_draws_anew_each_time_that_it_is_told_to()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Green);

        BuildResult first = (await sandbox.BuildAsync("-t:LlmEval", "-p:LlmEvalFresh=true")).MustPass();
        BuildResult second = (await sandbox.BuildAsync("-t:LlmEval", "-p:LlmEvalFresh=true")).MustPass();
        BuildResult plain = (await sandbox.BuildAsync("-p:LlmEvalFresh=true")).MustPass();

        first.EngineStarts.Should().Equal("Run");
        second.EngineStarts.Should().Equal("Run");
        plain.EngineStarts.Should().BeEmpty("a plain build asks no model");
    }

    [Fact]
    public async Task The_gate_runs_after_a_plain_build_that_left_something_out()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("prompt: triage\n# fake: needs-run\n");

        BuildResult plain = (await sandbox.BuildAsync()).MustPass();
        BuildResult plainAgain = (await sandbox.BuildAsync()).MustPass();
        BuildResult gate = (await sandbox.BuildAsync("-p:LlmEvalMode=Run")).MustPass();

        plain.WarningCodes.Should().Equal("LLM2010");
        plainAgain.EngineStarts.Should().Equal(["Cached"], "an incomplete result has no stamp: the cache may be fuller by now");
        gate.EngineStarts.Should().Equal("Run");
        gate.Diagnostics.Should().BeEmpty();
    }

    [Fact]
    public async Task The_gate_runs_after_a_plain_build_that_was_complete()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Green);

        await sandbox.BuildAsync();

        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().EngineStarts.Should().Equal("Run");
        (await sandbox.BuildAsync("-t:Build;LlmEval", "-p:LlmEvalFilter=x")).MustPass().EngineStarts.Should().Equal("Cached", "Run");
    }

    [Fact]
    public async Task What_file_times_cannot_see_runs_again()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Green).WithPrompt("messages: [{ role: user, content: Hello }]\n");
        await sandbox.BuildAsync();

        sandbox.App.WithItem("""<LlmModel Include="tiny" Provider="Llama" GpuLayers="1" />""");
        (await sandbox.BuildAsync()).EngineStarts.Should().Equal(["Cached"], "metadata changed");
        (await sandbox.BuildAsync("-p:LlmEvalFilter=tag:pr")).EngineStarts.Should().Equal(["Cached"], "a setting changed");
        (await sandbox.BuildAsync("-p:LlmEvalFilter=tag:pr")).EngineStarts.Should().BeEmpty();
        (await sandbox.BuildAsync("-p:LlmEvalFilter=tag:pr", "-p:ContinuousIntegrationBuild=true")).EngineStarts.Should().Equal(["Cached"], "a build server judges otherwise");
        sandbox.App.WithFile("evals/defaults.eval.yml", "tags: [pr]\n");
        (await sandbox.BuildAsync()).EngineStarts.Should().Equal(["Cached"], "suites inherit from a new file");
    }

    [Fact]
    public async Task What_the_engine_read_is_watched()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("prompt: triage\n# fake: reads tickets.jsonl\n").WithFile("evals/tickets.jsonl", "{}\n");
        await sandbox.BuildAsync();

        sandbox.App.WithFile("evals/tickets.jsonl", "{ }\n");
        (await sandbox.BuildAsync()).EngineStarts.Should().Equal(["Cached"], "data changed");
        (await sandbox.BuildAsync()).EngineStarts.Should().BeEmpty();
        File.Delete(Path.Combine(sandbox.App.Directory, "evals", "tickets.jsonl"));
        (await sandbox.BuildAsync()).EngineStarts.Should().Equal(["Cached"], "data vanished, which is for the engine to tell");
    }

    [Fact]
    public async Task A_file_that_comes_back_with_an_older_time_or_behind_a_link_is_another_file()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("prompt: triage\n# fake: reads tickets.jsonl\n").WithFile("data/tickets.jsonl", "{}\n");
        string target = Path.Combine(sandbox.App.Directory, "data", "tickets.jsonl");
        File.CreateSymbolicLink(Path.Combine(sandbox.App.Directory, "evals", "tickets.jsonl"), target);
        await sandbox.BuildAsync();
        (await sandbox.BuildAsync()).EngineStarts.Should().BeEmpty();

        File.WriteAllText(target, "{ \"other\": 1 }\n");
        (await sandbox.BuildAsync()).EngineStarts.Should().Equal(["Cached"], "the link's target changed");
        File.WriteAllText(target, "{ \"again\": 1 }\n");
        File.SetLastWriteTimeUtc(target, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await sandbox.BuildAsync()).EngineStarts.Should().Equal(["Cached"], "an unpacked or restored file has an old time");
        (await sandbox.BuildAsync()).EngineStarts.Should().BeEmpty();
    }

    [Fact]
    public async Task A_success_without_a_verdict_is_an_error_and_a_lost_verdict_is_made_again()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: no-verdict\n");
        (await sandbox.BuildAsync()).MustFail().ErrorCodes.Should().Equal("LLM9001");

        sandbox.App.WithSuite("# fake: bad-verdict\n");
        (await sandbox.BuildAsync()).MustFail().ErrorCodes.Should().Equal("LLM9001");
        (await sandbox.BuildAsync()).MustFail().EngineStarts.Should().Equal("Cached");

        sandbox.App.WithSuite(Green);
        await sandbox.BuildAsync();
        File.Delete(Path.Combine(sandbox.App.LlmEvalDirectory, "verdict.tsv"));
        (await sandbox.BuildAsync()).MustPass().EngineStarts.Should().Equal("Cached");
    }

    [Fact]
    public async Task A_crash_of_the_engine_is_an_error_and_the_next_build_tries_again()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Green);
        await sandbox.BuildAsync();

        sandbox.App.WithSuite("# fake: exit 139\n");
        (await sandbox.BuildAsync()).MustFail().ErrorCodes.Should().Equal("LLM9001");
        (await sandbox.BuildAsync()).MustFail().EngineStarts.Should().Equal("Cached");
    }
}
