using System.Text.Json;

namespace LlmEval.Cli.Tests;

public sealed class CompareCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public CompareCommandTests()
    {
        _project.Write("prompts/shuffle.prompt.yml", "messages:\n  - role: system\n    content: Shuffle.\n  - role: user\n    content: \"{{ticket}}\"\n");
        _project.Write("models/other.yml", "- { user: T11, answer: no idea }\n- { answer: \"{user}\" }\n");
        _project.WriteManifest();
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_prompt_is_compared_with_another_and_nothing_is_drawn_without_leave()
    {
        await _project.ProjectAsync("run");
        string[] results = Directory.GetFiles(Path.Combine(_project.Folder, "obj", "llmeval", "results"));
        int asked = _project.Asked;

        CommandResult early = await _project.ProjectAsync("compare now prompt:shuffle");
        (early.Status, _project.Asked).Should().Be((3, asked), early.Errors);
        early.Errors.Should().Contain("LLM2010").And.Contain("prompt shuffle cannot be compared").And.Contain("--run");

        CommandResult run = await _project.ProjectAsync("compare now prompt:shuffle --run --format json");
        run.Status.Should().Be(0, run.Errors);
        JsonElement metric = JsonElement.Parse(run.Output).GetProperty("metrics").EnumerateArray().Single(m => m.GetProperty("metric").GetString() == "category");
        (metric.GetProperty("n").GetInt32(), metric.GetProperty("lost").GetArrayLength(), metric.GetProperty("difference").GetDouble()).Should().Be((12, 9, -0.75));
        metric.GetProperty("pValue").GetDouble().Should().BeApproximately(2 / 512.0, 1e-12, "McNemar of 9 lost and 0 won");
        Directory.GetFiles(Path.Combine(_project.Folder, "obj", "llmeval", "results")).Should().Equal(results, "the last run's results stay as they are");

        CommandResult again = await _project.ProjectAsync("compare now prompt:shuffle");
        again.Status.Should().Be(0, again.Errors);
        again.Output.Should().Contain("category: lost 9 of 12, won 0 (100.0% -> 25.0%").And.Contain("lost: t01, t02");
    }

    [Fact]
    public async Task A_model_is_compared_with_the_accepted_baseline()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        _project.WriteManifest();

        CommandResult result = await _project.ProjectAsync("compare baseline model:other --run --format markdown");

        result.Status.Should().Be(0, result.Errors);
        result.Output.Should().Contain("the baseline → model other").And.Contain("| category | 100.0% | 91.7% |");
    }

    [Fact]
    public async Task A_revision_is_its_prompt_and_where_the_cache_is_gone_its_baseline()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        _project.WriteManifest();
        Git.Run(_project.Folder, "init", "-q");
        Git.Run(_project.Folder, "add", "evals", "prompts");
        Git.Run(_project.Folder, "commit", "-q", "-m", "one");
        _project.Edit("prompts/triage.prompt.yml", "Sort the ticket", "Shuffle the tickets");
        await _project.ProjectAsync("run");

        CommandResult cached = await _project.ProjectAsync("compare rev:HEAD now");
        cached.Status.Should().Be(0, cached.Errors);
        cached.Output.Should().Contain("A: HEAD (").And.Contain("category: lost 9 of 12");

        Directory.Delete(_project.Cache, recursive: true);
        CommandResult stored = await _project.ProjectAsync("compare rev:HEAD baseline:HEAD");
        stored.Status.Should().Be(0, stored.Errors);
        stored.Output.Should().Contain("by its baseline").And.Contain("no difference in 12 cases");
        (await _project.ProjectAsync("compare rev:HEAD now")).Status.Should().Be(3, "the present prompt has neither answers nor a baseline");
        CommandResult unknown = await _project.ProjectAsync("compare rev:nowhere now");
        unknown.Status.Should().Be(64);
        unknown.Errors.Should().Contain("git knows no revision 'nowhere'");
    }

    [Fact]
    public async Task Two_files_need_no_project_and_must_be_of_one_suite()
    {
        await _project.ProjectAsync("run");
        await _project.ProjectAsync("accept");
        string result = Path.Combine(_project.Folder, "obj", "llmeval", "results", "triage.scripted.jsonl");
        string other = Path.Combine(_project.Folder, "other.jsonl");
        File.WriteAllText(other, File.ReadAllText(result).Replace("\"suite\":\"triage\"", "\"suite\":\"sort\"", StringComparison.Ordinal));

        CommandResult same = await _project.RunAsync("compare", result, _project.Baseline);
        CommandResult wrong = await _project.RunAsync("compare", result, other);
        CommandResult gone = await _project.RunAsync("compare", result, "nothing.jsonl");
        File.WriteAllText(other, File.ReadAllText(result)[..^200]);
        CommandResult torn = await _project.RunAsync("compare", result, other);

        same.Status.Should().Be(0, same.Errors);
        same.Output.Should().Contain("category: 100.0% on both sides (no difference in 12 cases)");
        wrong.Status.Should().Be(64);
        wrong.Errors.Should().Contain("is of the suite 'triage'").And.Contain("of 'sort'");
        gone.Status.Should().Be(64);
        gone.Errors.Should().Contain("There is no file 'nothing.jsonl'");
        torn.Status.Should().Be(5);
        torn.Errors.Should().Contain("LLM1001").And.Contain("other.jsonl(");
    }
}
