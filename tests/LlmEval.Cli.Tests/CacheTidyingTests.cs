namespace LlmEval.Cli.Tests;

/// <summary><c>llmeval cache compact|prune|purge|export|import</c>.</summary>
public sealed class CacheTidyingTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task What_the_project_needs_is_exported_and_serves_another_machine()
    {
        await _project.ProjectAsync("run");
        _project.Edit("evals/tickets.jsonl", "T03", "T33");
        await _project.ProjectAsync("run");

        CommandResult exported = await _project.ProjectAsync("cache export", "carried.zip");
        exported.Should().Match<CommandResult>(r => r.Status == 0 && r.Output.StartsWith("12 answers of 1 model"));
        Directory.Delete(_project.Cache, recursive: true);
        int asked = _project.Asked;
        (await _project.RunAsync("cache", "import", "carried.zip")).Output.Should().StartWith("12 answers").And.EndWith("0 known already\n");
        (await _project.RunAsync("cache", "import", "carried.zip")).Output.Should().StartWith("0 answers").And.EndWith("12 known already\n");

        (await _project.ProjectAsync("run", "--cached")).Status.Should().Be(0);
        _project.Asked.Should().Be(asked);
        (await _project.RunAsync("cache", "export", "all", "--all")).Status.Should().Be(0);
        Directory.Exists(Path.Combine(_project.Folder, "all", "v1")).Should().BeTrue();
    }

    [Fact]
    public async Task Pruning_deletes_what_its_options_name_and_says_so_first()
    {
        await _project.ProjectAsync("run");
        _project.Edit("evals/tickets.jsonl", "T03", "T33");
        await _project.ProjectAsync("run");

        (await _project.ProjectAsync("cache prune", "--unused-by-project", "--dry-run")).Output.Should().StartWith("1 of 13 answers (").And.Contain("would be deleted");
        (await _project.ProjectAsync("cache prune", "--unused-by-project")).Output.Should().StartWith("1 of 13 answers (").And.Contain(" deleted from " + _project.Cache);
        (await _project.RunAsync("cache", "prune", "--older-than", "30d", "--max-size", "1.5GiB")).Output.Should().StartWith("0 of 12 answers");
        (await _project.RunAsync("cache", "compact")).Output.Should().Contain("2 segments became 1");
        (await _project.RunAsync("cache", "prune", "--max-size", "0B")).Output.Should().StartWith("12 of 12 answers");
    }

    [Fact]
    public async Task Purging_wants_to_be_meant()
    {
        await _project.ProjectAsync("run");

        CommandResult asked = await _project.RunAsync("cache", "purge");
        asked.Should().Match<CommandResult>(r => r.Status == 64 && r.Errors.Contains("LLM3016") && r.Errors.Contains("--yes") && r.Errors.Contains("1 segment"));
        (await _project.RunAsync("cache", "stats")).Output.Should().Contain("12 answers");
        (await _project.ProjectAsync("cache purge", "--model", "nobody", "--yes")).Status.Should().Be(64);
        (await _project.ProjectAsync("cache purge", "--model", "scripted", "--dry-run")).Output.Should().Contain("would be deleted");
        (await _project.ProjectAsync("cache purge", "--model", "scripted", "--yes")).Output.Should().StartWith("scripted:sha256:").And.Contain("1 segment");
        (await _project.RunAsync("cache", "stats")).Output.Should().Contain("0 answers");
    }

    [Fact]
    public async Task What_is_looked_at_and_deleted_is_the_cache_that_the_project_uses()
    {
        string own = Path.Combine(_project.Folder, "eval-cache");
        _project.WriteManifest(settings: ("LlmEvalCacheDirectory", own));
        await _project.ProjectAsync("run");

        (await _project.ProjectAsync("cache stats")).Output.Should().StartWith(own).And.Contain("12 answers");
        (await _project.ProjectAsync("cache verify")).Output.Should().StartWith("12 answers");
        (await _project.RunAsync("cache", "stats")).Output.Should().StartWith(_project.Cache).And.Contain("0 answers", "this folder has no project file");
        (await _project.ProjectAsync("cache purge", "--yes")).Output.Should().Contain(own);
        (await _project.ProjectAsync("cache stats")).Output.Should().Contain("0 answers");
    }

    [Theory]
    [InlineData("--older-than", "30")]
    [InlineData("--older-than", "-1d")]
    [InlineData("--older-than", "1,5d")]
    [InlineData("--max-size", "2 gigs")]
    [InlineData("--max-size", "1e99GB")]
    [InlineData("--max-size", "NaNGB")]
    public async Task An_amount_that_is_none_is_a_mistake_of_the_command_line(string option, string value)
    {
        CommandResult result = await _project.RunAsync("cache", "prune", option, value);

        result.Status.Should().Be(64);
        result.Errors.Should().Contain("LLM3016").And.Contain(option).And.Contain(value);
    }

    [Fact]
    public async Task To_prune_by_nothing_is_a_mistake_of_the_command_line() =>
        (await _project.RunAsync("cache", "prune")).Should().Match<CommandResult>(r => r.Status == 64 && r.Errors.Contains("--older-than"));
}
