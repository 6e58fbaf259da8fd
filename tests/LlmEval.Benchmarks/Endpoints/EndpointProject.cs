using System.Globalization;
using System.Text.Json;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>
/// Writes a project whose suite asks an endpoint: one message a case, three checks. The manifest that a build would write stands beside it,
/// so that what is measured is the evaluation and not MSBuild.
/// </summary>
internal static class EndpointProject
{
    /// <summary>The question; <c>{{n}}</c> and <c>{{topic}}</c> are the case's.</summary>
    public const string Question = "You are a terse assistant. Reply with JSON about number {{n}} in topic {{topic}}.";

    /// <summary>The third check: a regular expression.</summary>
    public const string Pattern = "\"note\": \"[a-z ]{10,}\"";

    /// <summary>Writes it into a new folder.</summary>
    /// <returns>The manifest's file.</returns>
    public static string Write(string directory, string address, int cases, int concurrency)
    {
        string prompt = Path.Combine(directory, "prompts", "ask.prompt.yml"), suite = Path.Combine(directory, "evals", "ask.eval.yml");
        Directory.CreateDirectory(Path.GetDirectoryName(prompt)!);
        Directory.CreateDirectory(Path.GetDirectoryName(suite)!);
        File.WriteAllText(prompt, $"messages:\n  - role: user\n    content: \"{Question}\"\n");
        File.WriteAllText(suite, $$$"""
            prompt: ask
            models: [m]
            parameters: { temperature: 0, max-tokens: 64 }
            samples: 1
            data: { file: cases.jsonl, id: id }
            score:
              - contains: "item-{{n}}"
              - is-json
              - regex: '{{{Pattern}}}'
            gate:
              floor: { contains: 0.9 }

            """);
        using (StreamWriter rows = new(Path.Combine(directory, "evals", "cases.jsonl")))
        {
            for (int i = 0; i < cases; i++)
            {
                rows.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"id\": \"case-{i:0000000}\", \"n\": {i}, \"topic\": \"{Topic(i)}\"}}\n"));
            }
        }

        string manifest = Path.Combine(directory, "manifest.json");
        File.WriteAllText(manifest, JsonSerializer.Serialize(new
        {
            formatVersion = 1,
            project = Path.Combine(directory, "Generated.csproj"),
            projectDirectory = directory,
            projectName = "Generated",
            outputDirectory = Path.Combine(directory, "obj", "llmeval"),
            isContinuousIntegration = false,
            settings = new { },
            prompts = new[] { new { name = "ask", path = prompt } },
            suites = new[] { new { name = "ask", path = suite } },
            models = new[]
            {
                new
                {
                    name = "m",
                    provider = "OpenAI",
                    metadata = new { Endpoint = address, Model = "mock-model", MaxConcurrency = concurrency.ToString(CultureInfo.InvariantCulture) },
                },
            },
            baselines = Array.Empty<object>(),
        }));
        return manifest;
    }

    /// <summary>The topic of a case.</summary>
    public static string Topic(int number) => string.Create(CultureInfo.InvariantCulture, $"topic-{number % 17}");
}
