using System.Text.Json.Nodes;

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
}
