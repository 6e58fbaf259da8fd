using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>The repository's example as a user's own project: it references the package, and its model is a real one.</summary>
internal static class TicketTriage
{
    /// <summary>Its prompt, relative to the project.</summary>
    public const string Prompt = "prompts/triage.prompt.yml";

    /// <summary>Cases with the one that is written in place.</summary>
    public const int Cases = 241;

    private static readonly string s_example = Path.Combine(Repository.Root, "examples", "TicketTriage");

    /// <summary>A home that keeps the native library between runs of the tests.</summary>
    public static string SharedHome { get; } = Path.Combine(Repository.Root, "artifacts", "tests-home");

    /// <summary>Lets the sandbox use, and install when it is not there, the native library in <see cref="SharedHome"/>.</summary>
    public static BuildSandbox WithSharedRuntime(this BuildSandbox sandbox) => sandbox.WithEnvironment("LLMEVAL_HOME", SharedHome);

    /// <summary>Fills the project like the example.</summary>
    /// <param name="project">The project.</param>
    /// <param name="model">The model's file, relative to the example's folder of models.</param>
    /// <param name="rows">How many of the tickets, without their baseline; all and the baseline when null.</param>
    public static SandboxProject WithTicketTriage(this SandboxProject project, string model = "triage-q8_0.gguf", int? rows = null)
    {
        project.WithPrompt(Read("prompts/triage.prompt.yml")).WithSuite(Read("evals/triage.eval.yml"));
        project.WithFile("evals/ticket.schema.json", Read("evals/ticket.schema.json"));
        string[] tickets = File.ReadAllLines(Path.Combine(s_example, "evals", "tickets.jsonl"));
        project.WithFile("evals/tickets.jsonl", string.Concat(tickets.Take(rows ?? tickets.Length).Select(t => t + "\n")));
        if (rows is null)
        {
            const string baseline = "evals/baselines/triage.triage-tiny.baseline.jsonl";
            project.WithFile(baseline, Read(baseline));
        }

        return project.WithBytes("models/model.gguf", File.ReadAllBytes(Path.Combine(s_example, "models", model)))
            .WithItem("""<LlmModel Include="triage-tiny" Provider="Llama" Path="models/model.gguf" />""");
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(s_example, path));
}
