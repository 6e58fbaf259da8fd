using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Tests.NodeLlama;

public sealed class NodeLlamaTests
{
    [Fact]
    public async Task The_examples_suite_passes_on_a_server_that_is_not_ours_and_that_the_run_starts()
    {
        (string? server, string reason) = await NodeLlamaServer.InstallAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(server is null, reason);
        string example = Path.Combine(NodeLlamaServer.Root, "examples", "TicketTriage");
        string project = Directory.CreateTempSubdirectory("llmeval-node-").FullName;
        string output = Path.Combine(project, "output");
        try
        {
            Directory.CreateDirectory(Path.Combine(project, "evals"));
            Directory.CreateDirectory(Path.Combine(project, "prompts"));
            foreach (string file in (string[])["prompts/triage.prompt.yml", "evals/triage.eval.yml", "evals/ticket.schema.json"]) { File.Copy(Path.Combine(example, file), Path.Combine(project, file)); }

            // Twenty tickets tell as much of the way as all of them do.
            await File.WriteAllLinesAsync(Path.Combine(project, "evals", "tickets.jsonl"),
                File.ReadLines(Path.Combine(example, "evals", "tickets.jsonl")).Take(20), TestContext.Current.CancellationToken);
            Evaluation evaluation = new(new ProviderRegistry(new OpenAIModelProvider(static _ => null)), environment: name => name == "LLMEVAL_HOME" ? Path.Combine(output, "home") : null);
            Manifest manifest = new()
            {
                Project = Path.Combine(project, "TicketTriage.csproj"),
                ProjectDirectory = project,
                ProjectName = "TicketTriage",
                OutputDirectory = output,
                Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["LlmEvalCacheDirectory"] = Path.Combine(output, "cache") },
                Prompts = [Item("triage", Path.Combine(project, "prompts", "triage.prompt.yml"))],
                Suites = [Item("triage", Path.Combine(project, "evals", "triage.eval.yml"))],
                Baselines = [],
                Models = [Item("triage-tiny", null, ("Provider", "OpenAI"), ("Model", "triage"), ("MaxConcurrency", "1"), ("StartTimeout", "2m"),
                    ("Command", $"node '{Path.Combine(server!, "front.mjs")}' {{port}} '{Path.Combine(example, "models", "triage-q8_0.gguf")}'"))],
            };

            EvaluationResult result = await evaluation.RunAsync(
                new EvaluationRequest { Manifest = manifest, Mode = EvaluationMode.Run }, TestContext.Current.CancellationToken);

            result.Diagnostics.Should().NotContain(d => d.Severity == Severity.Error, "the suite's floors (every answer JSON, 85% exact) hold");
            result.Outcomes.Should().ContainSingle().Which.SamplesDrawn.Should().BeGreaterThan(20);
            Directory.EnumerateFiles(output, "server-*.log").Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    private static ManifestItem Item(string name, string? path, params (string Name, string Value)[] metadata) => new()
    {
        Name = name,
        Path = path,
        Location = new Location(path ?? "TicketTriage.csproj"),
        Metadata = metadata.ToDictionary(m => m.Name, m => m.Value, StringComparer.OrdinalIgnoreCase),
    };
}
