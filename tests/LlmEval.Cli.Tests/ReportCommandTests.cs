using System.Text.Json;

namespace LlmEval.Cli.Tests;

/// <summary><c>llmeval report</c>.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Aieval_is_a_file_a_case_below_the_output_folder()
    {
        await _project.ProjectAsync("run");

        CommandResult report = await _project.ProjectAsync("report", "--format", "aieval");

        report.Status.Should().Be(0, report.Errors);
        report.Output.Should().StartWith($"{ProjectFolder.Cases} results of ").And.Contain("dotnet aieval report -p");
        string[] files = Directory.GetFiles(Path.Combine(_project.Folder, "obj", "llmeval", "aieval"), "*.json", SearchOption.AllDirectories);
        files.Should().HaveCount(ProjectFolder.Cases);
        using JsonDocument first = JsonDocument.Parse(File.ReadAllText(files[0]));
        first.RootElement.TryGetProperty("evaluationResult", out _).Should().BeTrue(first.RootElement.ToString());
    }

    [Fact]
    public async Task Output_says_where_its_files_go()
    {
        await _project.ProjectAsync("run");

        CommandResult report = await _project.ProjectAsync("report", "--format", "aieval", "--output", Path.Combine(_project.Folder, "there"));

        report.Status.Should().Be(0, report.Errors);
        Directory.GetFiles(Path.Combine(_project.Folder, "there"), "*.json", SearchOption.AllDirectories).Should().HaveCount(ProjectFolder.Cases);
    }

    [Fact]
    public async Task Html_is_one_file_where_output_says()
    {
        await _project.ProjectAsync("run");

        CommandResult there = await _project.ProjectAsync("report", "--format", "html");
        CommandResult copied = await _project.ProjectAsync("report", "--format", "html", "--output", Path.Combine(_project.Folder, "there", "page.html"));

        there.Status.Should().Be(0, there.Errors);
        copied.Status.Should().Be(0, copied.Errors);
        string page = File.ReadAllText(Path.Combine(_project.Folder, "there", "page.html"));
        page.Should().StartWith("<!DOCTYPE html>").And.Be(File.ReadAllText(Path.Combine(_project.Folder, "obj", "llmeval", "report.html")));
        there.Output.Should().Contain("report.html");
    }

    [Fact]
    public async Task Output_without_aieval_and_a_report_before_any_run_are_mistakes()
    {
        CommandResult lone = await _project.ProjectAsync("report", "--output", "there");
        CommandResult early = await _project.ProjectAsync("report", "--format", "aieval");

        lone.Status.Should().NotBe(0);
        lone.Errors.Should().Contain("means nothing without --format aieval");
        early.Status.Should().NotBe(0);
        early.Errors.Should().NotBeEmpty();
        Directory.Exists(Path.Combine(_project.Folder, "obj", "llmeval", "aieval")).Should().BeFalse();
    }
}
