using System.Text.Json;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

/// <summary>What editors ask a project for: what Visual Studio's check whether to build looks at, what stands under what, the schemas.</summary>
public sealed class EditorTests
{
    private const string Suite = "prompt: triage\n# fake: pass\n";
    private const string Line = "{}\n";

    [Fact]
    public async Task Whether_to_build_is_decided_by_all_that_was_read_and_by_nothing_else()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithPrompt("messages: [{ role: user, content: \"{{a}}\" }]\n")
            .WithScriptedModel("- { answer: a }\n")
            .WithSuite("prompt: triage\nmodels: [scripted]\ndata: \"../other/rows; of a.csv\"\nscore: [{ is-json: shape.json }]\n")
            .WithFile("other/rows; of a.csv", "a\n1\n")
            .WithFile("evals/shape.json", "{}")
            .WithFile("evals/notes.txt", "nothing that a suite reads")
            .WithFile("defaults.eval.yml", "effort: quick\n");
        await sandbox.BuildAsync("-t:LlmEval");

        string[] inputs = await ItemsAsync(sandbox, "UpToDateCheckInput");

        inputs.Select(i => Path.GetRelativePath(sandbox.App.Directory, Path.Combine(sandbox.App.Directory, i)).Replace('\\', '/')).Should().BeEquivalentTo(
            "evals/triage.eval.yml", "prompts/triage.prompt.yml", "defaults.eval.yml", "other/rows; of a.csv", "evals/shape.json", "models/scripted.yml");
        (await ItemsAsync(sandbox, "UpToDateCheckOutput")).Should().ContainSingle().Which.Should().EndWith("passed.stamp");
    }

    [Fact]
    public async Task Nothing_is_looked_at_where_nothing_is_evaluated()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite).WithProperty("LlmEvalMode", "Off");
        await sandbox.DotNetAsync("restore");

        (await ItemsAsync(sandbox, "UpToDateCheckInput")).Should().BeEmpty();
        (await ItemsAsync(sandbox, "UpToDateCheckOutput")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_baseline_beside_its_suite_stands_under_it()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite(Suite).WithFile("evals/a.b.eval.yaml", Suite)
            .WithFile("evals/triage.gpt-4.1.baseline.jsonl", Line)
            .WithFile("evals/a.b.gpt-4.1.baseline.jsonl", Line)
            .WithFile("evals/lost.gpt.baseline.jsonl", Line)
            .WithFile("evals/baselines/triage.gpt.baseline.jsonl", Line);
        await sandbox.DotNetAsync("restore");

        (await MetadataAsync(sandbox, "LlmBaseline", "DependentUpon")).Should().BeEquivalentTo(
            "evals/triage.gpt-4.1.baseline.jsonl: triage.eval.yml",
            "evals/a.b.gpt-4.1.baseline.jsonl: a.b.eval.yaml",
            "evals/lost.gpt.baseline.jsonl: ",
            "evals/baselines/triage.gpt.baseline.jsonl: ");
    }

    [Fact]
    public async Task The_schemas_are_copied_to_where_an_editor_finds_them()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        await sandbox.DotNetAsync("restore");

        (await sandbox.DotNetAsync("msbuild", "-t:LlmEvalSchemas")).MustPass();

        Directory.EnumerateFiles(Path.Combine(sandbox.App.Directory, ".llmeval", "schemas")).Select(f => Path.GetFileName(f)).Should().BeEquivalentTo(
            "llmeval-suite.schema.json", "llmeval-defaults.schema.json", "llmeval-prompt.schema.json");
    }

    private static async Task<string[]> ItemsAsync(BuildSandbox sandbox, string type) =>
        [.. (await ReadAsync(sandbox, type)).Select(i => i.GetProperty("Identity").GetString()!)];

    private static async Task<string[]> MetadataAsync(BuildSandbox sandbox, string type, string name) =>
        [.. (await ReadAsync(sandbox, type)).Select(i => $"{i.GetProperty("Identity").GetString()!.Replace('\\', '/')}: {(i.TryGetProperty(name, out JsonElement value) ? value.GetString() : null)}")];

    private static async Task<JsonElement[]> ReadAsync(BuildSandbox sandbox, string type)
    {
        string output = (await sandbox.DotNetAsync("msbuild", "-getItem:" + type, "-p:BuildingInsideVisualStudio=true")).MustPass().Output;
        using JsonDocument json = JsonDocument.Parse(output);
        return [.. json.RootElement.GetProperty("Items").GetProperty(type).EnumerateArray().Select(i => i.Clone())];
    }
}
