namespace LlmEval.Cli.Tests;

/// <summary>The table of exit statuses in the README, produced one by one. What asks for 64 is in <see cref="CommandLineTests"/>, 130 in <see cref="InterruptTests"/>.</summary>
public sealed class ExitStatusTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_pass_is_0()
    {
        (await _project.ProjectAsync("validate")).Status.Should().Be(0);
        (await _project.ProjectAsync("run")).Status.Should().Be(0);
        (await _project.ProjectAsync("run", "--cached")).Status.Should().Be(0);
    }

    [Fact]
    public async Task Worse_answers_are_1()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        _project.WriteManifest().Edit("prompts/triage.prompt.yml", "Sort", "Shuffle");

        CommandResult result = await _project.ProjectAsync("run");

        result.Status.Should().Be(1);
        result.Errors.Should().Contain("\nevals/triage.eval.yml(5,5): error LLM2001: ", "the place is told as MSBuild and editors understand it");
        result.Output.Should().Contain("REGRESSION").And.Contain("lost (9): t01");
    }

    [Fact]
    public async Task A_floor_that_does_not_hold_is_1()
    {
        _project.WithScript("- { answer: nothing }\n").Edit("evals/triage.eval.yml", "score:", "gate: { floor: { category: 0.5 } }\nscore:");

        (await _project.ProjectAsync("run")).Status.Should().Be(1);
    }

    [Fact]
    public async Task Too_much_that_could_not_be_scored_is_2()
    {
        _project.WithScript("- { fault: refused }\n");

        CommandResult result = await _project.ProjectAsync("run");

        result.Status.Should().Be(2);
        result.Errors.Should().Contain("LLM2005");
    }

    [Fact]
    public async Task What_was_not_evaluated_is_3()
    {
        CommandResult result = await _project.ProjectAsync("run", "--cached");

        result.Status.Should().Be(3);
        result.Errors.Should().Contain("LLM2010");
    }

    [Fact]
    public async Task A_missing_model_is_3()
    {
        File.Delete(Path.Combine(_project.Folder, "models", "scripted.yml"));

        CommandResult result = await _project.ProjectAsync("run");

        result.Status.Should().Be(3);
        result.Errors.Should().Contain("LLM2012").And.Contain("scripted.yml");
    }

    [Fact]
    public async Task A_missing_baseline_on_a_build_server_is_4()
    {
        _project.WriteManifest(onServer: true);

        CommandResult result = await _project.ProjectAsync("run");

        result.Status.Should().Be(4);
        result.Errors.Should().Contain("error LLM2011");
    }

    [Fact]
    public async Task A_check_that_changed_is_4_where_the_accepted_answers_are_gone()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        Directory.Delete(_project.Cache, recursive: true);
        _project.Edit("prompts/triage.prompt.yml", "content: ", "content: Please. ");
        _project.WriteManifest().Edit("evals/triage.eval.yml", "- equals: { value: \"{{expected.category}}\", metric: category }", "- contains: { value: \"{{expected.category}}\", metric: category }");

        CommandResult result = await _project.ProjectAsync("run");

        result.Status.Should().Be(4);
        result.Errors.Should().Contain("LLM2006");
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("plan")]
    [InlineData("run")]
    [InlineData("accept")]
    public async Task A_mistake_in_a_suite_is_5(string command)
    {
        _project.Edit("evals/triage.eval.yml", "prompt:", "promt:");

        CommandResult result = await _project.ProjectAsync(command);

        result.Status.Should().Be(5);
        result.Errors.Should().Contain("evals/triage.eval.yml(1,1): error LLM1002: ").And.Contain("prompt");
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_6()
    {
        _project.Write("file", string.Empty).WriteManifest(settings: ("LlmEvalCacheDirectory", Path.Combine(_project.Folder, "file", "cache")));

        CommandResult result = await _project.ProjectAsync("run");

        result.Status.Should().Be(6);
        result.Errors.Should().Contain("LLM3007");
    }

    [Fact]
    public async Task A_refused_accept_is_6()
    {
        CommandResult early = await _project.ProjectAsync("accept");
        early.Status.Should().Be(6);
        early.Errors.Should().Contain("LLM3012").And.Contain("Run the gate first");

        await _project.ProjectAsync("run");
        CommandResult onServer = await _project.WriteManifest(onServer: true).ProjectAsync("accept");
        onServer.Status.Should().Be(6);
        onServer.Errors.Should().Contain("LLM3012");
        File.Exists(_project.Baseline).Should().BeFalse();
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_is_6()
    {
        CommandResult result = await _project.Write("obj/llmeval/manifest.json", "{").ProjectAsync("run");

        result.Status.Should().Be(6);
        result.Errors.Should().Contain("LLM3011").And.NotContain("   at ");
    }
}
