using System.Text.Json.Nodes;
using LlmEval.Engine;
using LlmEval.Handover;
using LlmEval.Manifests;

namespace LlmEval.Cli.Tests;

/// <summary>A suite whose answers tests hand over: commands check it and cannot ask.</summary>
public sealed class HandedOverCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public HandedOverCommandTests()
    {
        string path = Path.Combine(_project.Folder, "obj", "llmeval", "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["models"] = new JsonArray(new JsonObject { ["name"] = "scripted", ["provider"] = "Test", ["metadata"] = new JsonObject { ["Provider"] = "Test" } });
        File.WriteAllText(path, manifest.ToJsonString());
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task It_is_checked_without_a_word() => (await _project.ProjectAsync("validate")).Status.Should().Be(0);

    [Fact]
    public async Task A_run_neither_passes_nor_fails_it_and_says_who_does()
    {
        CommandResult run = await _project.ProjectAsync("run");

        run.Status.Should().Be(3);
        (run.Output + run.Errors).Should().Contain("LLM2012").And.Contain("its answers are handed over by tests. Run dotnet test.");
    }

    [Fact]
    public async Task There_is_nothing_to_accept_before_the_tests_ran()
    {
        CommandResult accept = await _project.ProjectAsync("accept");

        accept.Status.Should().NotBe(0);
        (accept.Output + accept.Errors).Should().Contain("LLM3012").And.Contain("Run dotnet test first");
        File.Exists(_project.Baseline).Should().BeFalse();
    }

    [Fact]
    public async Task What_a_whole_run_of_the_tests_left_is_accepted_and_what_a_part_left_is_not()
    {
        await HandOverAsync(["t01"]);
        CommandResult part = await _project.ProjectAsync("accept");
        await HandOverAsync(null);
        CommandResult whole = await _project.ProjectAsync("accept", "--reason", "first");

        part.Status.Should().NotBe(0);
        whole.Status.Should().Be(0, whole.Output + whole.Errors);
        File.ReadAllText(_project.Baseline).Should().ContainAll(Enumerable.Range(1, ProjectFolder.Cases).Select(i => FormattableString.Invariant($"\"t{i:00}\"")));
        (await _project.ProjectAsync("run")).Status.Should().Be(3, "a baseline makes no pass of what nobody asked");
    }

    /// <summary>What the tests of a project do.</summary>
    private async Task HandOverAsync(IReadOnlyCollection<string>? ids)
    {
        Evaluation evaluation = new(EvalEngine.Providers, environment: name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null);
        CancellationToken token = TestContext.Current.CancellationToken;
        await using AnswerHandover suite = await AnswerHandover.OpenAsync(evaluation, ManifestFile.Read(Path.Combine(_project.Folder, "obj", "llmeval", "manifest.json")), "triage", null, token);
        foreach (string id in ids ?? suite.CaseIds) { await suite.JudgeAsync(id, (_, _) => Task.FromResult(new Models.EvalAnswer(id.ToUpperInvariant())), token); }

        await suite.CompleteAsync(ids, token);
    }
}
