namespace LlmEval.Cli.Tests;

/// <summary>The command as a person types it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("validate")]
    [InlineData("plan")]
    [InlineData("run")]
    [InlineData("accept")]
    [InlineData("report")]
    [InlineData("checks")]
    [InlineData("score")]
    [InlineData("cache")]
    [InlineData("cache stats")]
    [InlineData("cache verify")]
    [InlineData("runtime")]
    [InlineData("runtime install")]
    public async Task Every_command_explains_itself(string command)
    {
        CommandResult help = await _project.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        help.Status.Should().Be(0);
        help.Output.Should().Contain("Usage:").And.Contain(("llmeval " + command).TrimEnd());
        help.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_for_the_build_alone_is_not_listed() =>
        (await _project.RunAsync("--help")).Output.Should().Contain("validate").And.NotContain("What the build task starts");

    [Theory]
    [InlineData("run --colour red", "llmeval run --help")]
    [InlineData("rnu", "llmeval --help")]
    [InlineData("report --format pdf", "llmeval report --help")]
    [InlineData("runtime install --cpu --cuda", "--help")]
    [InlineData("", "llmeval --help")]
    [InlineData("cache", "--help")]
    public async Task What_cannot_be_understood_is_said_with_the_way_to_the_help(string arguments, string mend)
    {
        CommandResult result = await _project.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.Status.Should().Be(64);
        result.Errors.Should().Contain("error LLM3016: ").And.Contain(mend).And.NotContain("   at ");
    }

    [Fact]
    public async Task A_folder_without_a_project_is_told()
    {
        CommandResult result = await _project.RunAsync("run");

        result.Status.Should().Be(64);
        result.Errors.Should().Contain("LLM3016").And.Contain("--project");
    }

    [Fact]
    public async Task The_project_of_a_folder_above_is_meant()
    {
        string project = Path.Combine(_project.Folder, "above.csproj");
        File.WriteAllText(project, "<Project />");
        _project.WorkingDirectory = Path.Combine(_project.Folder, "evals");

        CommandResult result = await _project.RunAsync("validate");

        result.Errors.Should().Contain(project).And.Contain("LLM3011").And.Contain("does not use LlmEval");
    }

    [Fact]
    public async Task A_plan_says_in_numbers_what_a_run_would_draw_and_draws_nothing()
    {
        CommandResult before = await _project.ProjectAsync("plan");
        before.Status.Should().Be(0);
        before.Output.Should().Contain("triage x scripted: 12 samples, 0 known, 12 to draw").And.Contain("answers:      12 calls, about ").And.Contain("in all: 12 samples to draw, 12 calls").And.NotContain("USD", "what runs on this machine is free");
        _project.Asked.Should().Be(0);

        await _project.ProjectAsync("run");
        (await _project.ProjectAsync("plan")).Output.Should().Contain("in all: 0 samples to draw, 0 calls");

        (await _project.WithTickets(15).ProjectAsync("plan", "--filter", "case=t1*")).Output.Should().Contain("in all: 3 samples to draw, 3 calls");
        _project.Asked.Should().Be(ProjectFolder.Cases);
    }

    [Fact]
    public async Task A_report_before_any_run_says_what_to_do_first()
    {
        CommandResult result = await _project.ProjectAsync("report");

        result.Status.Should().Be(64);
        result.Errors.Should().Contain("There is no report yet").And.Contain("llmeval run");
        result.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task The_report_is_printed_again_as_text_and_as_json()
    {
        CommandResult run = await _project.ProjectAsync("run");

        (await _project.ProjectAsync("report")).Output.Should().Be(run.Output);
        CommandResult json = await _project.ProjectAsync("report", "--format", "json");
        System.Text.Json.JsonDocument.Parse(json.Output).RootElement.ValueKind.Should().Be(System.Text.Json.JsonValueKind.Object);
    }

    [Fact]
    public async Task A_second_run_draws_nothing()
    {
        (await _project.ProjectAsync("run")).Output.Should().Contain("12 samples drawn now");
        (await _project.ProjectAsync("run")).Output.Should().Contain("0 samples drawn now");

        _project.Asked.Should().Be(ProjectFolder.Cases);
    }

    [Fact]
    public async Task Accepting_says_which_file_it_wrote_and_a_second_time_that_there_is_nothing_to_do()
    {
        await _project.ProjectAsync("run");

        (await _project.ProjectAsync("accept")).Output.Should().Be("accepted: evals/baselines/triage.scripted.baseline.jsonl\n");
        (await _project.WriteManifest().ProjectAsync("accept")).Output.Should().Contain("nothing to accept");
    }

    [Fact]
    public async Task A_reason_of_many_words_is_written_down()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        _project.WriteManifest().Edit("prompts/triage.prompt.yml", "Sort", "Shuffle");
        (await _project.ProjectAsync("run")).Status.Should().Be(1);

        (await _project.ProjectAsync("accept", "--reason", "the new \"short\" labels come first")).Status.Should().Be(0);

        File.ReadAllText(_project.Baseline).Should().Contain("labels come first");
    }
}
