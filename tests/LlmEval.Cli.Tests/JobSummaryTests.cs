using System.Xml.Linq;

namespace LlmEval.Cli.Tests;

/// <summary>What a run puts on the page of a CI job, and <c>llmeval report --format</c> in the forms of other programs.</summary>
public sealed class JobSummaryTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task On_GitHub_each_run_appends_to_the_steps_summary()
    {
        string step = Path.Combine(_project.Folder, "step.md");
        _project.Environment["GITHUB_STEP_SUMMARY"] = step;

        CommandResult first = await _project.ProjectAsync("run");
        CommandResult second = await _project.ProjectAsync("build --mode Cached");

        (first.Status, second.Status).Should().Be((0, 0), first.Errors + second.Errors + second.Output);
        (await File.ReadAllTextAsync(step, TestContext.Current.CancellationToken)).Split("## LlmEval: app\n").Should().HaveCount(3);
        (first.Output + second.Output).Should().NotContain("##vso[");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("build --mode Run")]
    public async Task On_Azure_Pipelines_a_line_of_its_own_uploads_the_summary(string command)
    {
        _project.Environment["TF_BUILD"] = "True";

        CommandResult run = await _project.ProjectAsync(command);

        string line = run.Output.Split('\n').Should().ContainSingle(l => l.StartsWith("##vso[task.uploadsummary]", StringComparison.Ordinal)).Subject;
        string path = line["##vso[task.uploadsummary]".Length..].TrimEnd('\r');
        (Path.GetFileName(path), Path.IsPathFullyQualified(path)).Should().Be(("LlmEval.app.md", true));
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Should().StartWith("## LlmEval: app\n");
    }

    [Fact]
    public async Task Every_format_is_printed_or_written_from_the_last_run()
    {
        await _project.ProjectAsync("run");
        string file = Path.Combine(_project.Folder, "there", "tests.xml");

        CommandResult markdown = await _project.ProjectAsync("report", "--format", "markdown");
        CommandResult junit = await _project.ProjectAsync("report", "--format", "junit", "--output", file);
        CommandResult ctrf = await _project.ProjectAsync("report", "--format", "ctrf");
        CommandResult sarif = await _project.ProjectAsync("report", "--format", "sarif");

        markdown.Output.Should().StartWith("## LlmEval: app\n");
        junit.Status.Should().Be(0, junit.Errors);
        XDocument.Load(file).Descendants("testcase").Should().HaveCount(ProjectFolder.Cases + 1);
        ctrf.Output.Should().Contain("\"reportFormat\": \"CTRF\"");
        sarif.Output.Should().Contain("\"version\": \"2.1.0\"");
    }

    [Fact]
    public async Task Before_any_run_there_is_nothing_to_write()
    {
        CommandResult early = await _project.ProjectAsync("report", "--format", "junit");

        early.Status.Should().NotBe(0);
        early.Errors.Should().Contain("There is no report yet.");
    }
}
