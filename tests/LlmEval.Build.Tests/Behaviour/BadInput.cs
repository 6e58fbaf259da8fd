using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>A way to break a sound project, and what must be said of it.</summary>
/// <param name="Name">The mistake in words; the name of the test's row.</param>
/// <param name="Code">The code of the error, the only one but for rows that repeat it.</param>
/// <param name="File">Where it is told, relative to the project; empty when it concerns no file of the project.</param>
/// <param name="Line">The line; 0 where a file as a whole is wrong.</param>
/// <param name="Says">A part of the message: what is wrong, or the mend.</param>
/// <param name="Break">Breaks it.</param>
internal sealed record BadInput(string Name, string Code, string File, int Line, string Says, Action<SandboxProject> Break)
{
    private const string Suite = "evals/triage.eval.yml";
    private const string Data = "evals/tickets.jsonl";
    private const string Prompt = "prompts/triage.prompt.yml";
    private const string Project = "app.csproj";

    /// <summary>Arguments of the build; the gate is asked for unless they name another target.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>How many errors there are: 11 where every row of the data repeats the mistake.</summary>
    public int Times { get; init; } = 1;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BadInput> All { get; } =
    [
        // The suite.
        new("a misspelt key", "LLM1002", Suite, 6, "Did you mean 'tags'", p => Append(p, Suite, "tgas: [pr]\n")),
        new("a key given twice", "LLM1005", Suite, 6, "prompt", p => Append(p, Suite, "prompt: triage\n")),
        new("a suite that is not YAML", "LLM1001", Suite, 6, ".", p => Append(p, Suite, "gate: { floor: [\n")),
        new("YAML that expands without end", "LLM1019", Suite, 12, ".", p => Append(p, Suite, Bomb())),
        new("a suite without cases", "LLM1007", Suite, 1, "cases", p => p.Edit(Suite, "data: { file: tickets.jsonl, id: id }\n", "")),
        new("cases without a check", "LLM1010", Suite, 1, "check", p => p.Edit(Suite, "score:\n  - equals: { value: \"{{expected.category}}\", metric: category }\n", "")),
        new("two checks of one kind without names", "LLM1011", Suite, 7, "metric", p => Append(p, Suite, "  - contains: T\n  - contains: \"0\"\n")),
        new("a floor of a metric that no check gives", "LLM1012", Suite, 6, "category", p => Append(p, Suite, "gate: { floor: { categry: 0.9 } }\n")),
        new("a floor that is no number", "LLM1018", Suite, 6, ".", p => Append(p, Suite, "gate: { floor: { category: .nan } }\n")),
        new("a threshold that is no number", "LLM1018", Suite, 6, "threshold", p => Append(p, Suite, "  - levenshtein: { value: T01, threshold: .nan }\n")),
        new("a threshold below zero", "LLM1003", Suite, 6, "threshold", p => Append(p, Suite, "  - levenshtein: { value: T01, threshold: -1 }\n")),
        new("a regular expression that is none", "LLM1021", Suite, 6, ".", p => Append(p, Suite, "  - regex: \"T(\"\n")),
        new("a JSON path that is none", "LLM1021", Suite, 6, ".", p => Append(p, Suite, "  - equals: { path: \"$.[[\", value: x, metric: path }\n")),
        new("a prompt that does not exist", "LLM1015", Suite, 1, "triage", p => p.Edit(Suite, "prompt: triage", "prompt: traige")),
        new("a model that does not exist", "LLM1015", Suite, 2, "scripted", p => p.Edit(Suite, "[scripted]", "[scirpted]")),
        new("two suites of one name", "LLM1016", "evals/twin.eval.yml", 1, "triage", p => p.WithSuite("name: triage\n" + TriageProject.Suite, "twin")),
        new("a file that is not UTF-8", "LLM1023", Suite, 6, "UTF-8", p => AppendBytes(p, Suite, [.. "tags: [ caf"u8, 0xe9, .. " ]\n"u8])),

        // The data.
        new("two cases with one id", "LLM1004", Data, 13, "t01", p => Append(p, Data, TriageProject.Tickets(1, 1))),
        new("an empty data file", "LLM1007", Suite, 3, "holds no rows", p => p.WithFile(Data, "")),
        new("a data file that does not exist", "LLM1013", Suite, 3, "tickets.json", p => p.Edit(Suite, "tickets.jsonl", "tickets.json")),
        new("data outside of the project", "LLM1014", Suite, 3, ".", p => p.Edit(Suite, "tickets.jsonl", "../../secret.jsonl").WithFile("../secret.jsonl", "{}\n")),
        new("data by an absolute path", "LLM1014", Suite, 3, ".", p => p.Edit(Suite, "tickets.jsonl", "/etc/secret.jsonl")),
        new("a row that is not JSON", "LLM1020", Data, 13, ".", p => Append(p, Data, "{\"id\": \"t13\", \"ticket\": \n")),
        new("a row of CSV with too many fields", "LLM1020", "evals/tickets.csv", 3, ".", p => WithoutExpected(p).Edit(Suite, "tickets.jsonl", "tickets.csv").WithFile("evals/tickets.csv", "id,ticket\na,T01\nb,T02,T03,T04\n")),
        new("a quote of CSV that never ends", "LLM1020", "evals/tickets.csv", 3, ".", p => WithoutExpected(p).Edit(Suite, "tickets.jsonl", "tickets.csv").WithFile("evals/tickets.csv", "id,ticket\na,T01\nb,\"T02\n")),

        // The prompts.
        new("a variable without a value", "LLM1008", Data, 1, "customer", p => p.Edit(Prompt, "{{ticket}}", "{{ticket}} {{customer}}").WithFile(Data, TriageProject.Tickets(1, 1))),
        new("two prompts of one name", "LLM1016", Prompt, 0, "prompts/old/triage.prompt.yml", p => p.WithFile("prompts/old/triage.prompt.yml", TriageProject.Prompt)),
        new("a template that does not close", "LLM1021", Prompt, 5, ".", p => p.Edit(Prompt, "{{ticket}}", "{{ticket")),
        new("a prompt that does not end with the user", "LLM1006", Data, 1, "user", p => p.WithFile(Prompt, "messages:\n  - role: system\n    content: Sort {{ticket}}.\n")) { Times = 11 },

        // The baseline.
        new("a baseline with the marks of a merge", "LLM1024", TriageProject.Baseline, 1, ".", p => p.WithFile(TriageProject.Baseline, "<<<<<<< HEAD\n" + p.Read(TriageProject.Baseline))),
        new("a baseline that was cut", "LLM1024", TriageProject.Baseline, 0, ".", p => p.WithFile(TriageProject.Baseline, p.Read(TriageProject.Baseline)[..^20])),

        // The project.
        new("two models of one name", "LLM1016", Project, 0, "scripted", p => p.WithItem("""<LlmModel Include="scripted" Provider="Scripted" Path="models/scripted.yml" />""")),
        new("a provider that does not exist", "LLM3010", Project, 0, "Scripted", p => p.WithItem("""<LlmModel Include="other" Provider="Skripted" Path="models/scripted.yml" />""")),
        new("unknown metadata of a model", "LLM1002", Project, 0, "Temperature", p => p.WithItem("""<LlmModel Include="other" Provider="Scripted" Path="models/scripted.yml" Temprature="1" />""")),
        new("a model without its file", "LLM1006", Project, 0, "Path", p => p.WithItem("""<LlmModel Include="other" Provider="Scripted" />""")),
        new("a mode that does not exist", "LLM1003", Project, 0, "Cached", _ => { }) { Arguments = ["-t:Build", "-p:LlmEvalMode=Always"] },
        new("a severity that does not exist", "LLM1003", Project, 0, "LlmEvalUnevaluated", _ => { }) { Arguments = ["-p:LlmEvalUnevaluated=eror"] },
        new("a way with missing models that does not exist", "LLM1003", Project, 0, "LlmEvalMissingModel", _ => { }) { Arguments = ["-p:LlmEvalMissingModel=skp"] },
        new("a report that does not exist", "LLM1003", Project, 0, "'junti'", _ => { }) { Arguments = ["-p:LlmEvalReports=markdown%3Bjunti"] },
        new("a word for samples held back that does not exist", "LLM1003", Project, 0, "LlmEvalHeldBack", _ => { }) { Arguments = ["-p:LlmEvalHeldBack=yes"] },
        new("a word for accepting without them that does not exist", "LLM1003", Project, 0, "LlmEvalAcceptHeldBack", _ => { }) { Arguments = ["-p:LlmEvalAcceptHeldBack=never"] },
        new("a word for the answers to keep that does not exist", "LLM1003", Project, 0, "LlmEvalBaselineAnswers", _ => { }) { Arguments = ["-p:LlmEvalBaselineAnswers=some"] },
        new("a word for the answers of one baseline that does not exist", "LLM1003", Project, 0, "'frist'", p => p.WithItem($"""<LlmBaseline Update="{TriageProject.Baseline}" Answers="frist" />""")),
        new("a filter that matches nothing", "LLM1017", Project, 0, "filter", _ => { }) { Arguments = ["-p:LlmEvalFilter=case=nothing"] },
        new("a filter that is none", "LLM1025", Project, 0, "tag", _ => { }) { Arguments = ["-p:LlmEvalFilter=colour=red"] },

        // The machine.
        new("a model file that is not there", "LLM2012", Suite, 0, "gone.gguf", p => WithLlama(p, "gone.gguf")),
        new("a model file with another hash", "LLM3001", Project, 0, "Sha256", p => WithLlama(p, "triage.gguf", $"Sha256=\"{new string('0', 64)}\"").WithBytes("models/triage.gguf", Gguf())),
        new("a model file that was cut", "LLM3002", Project, 0, "triage.gguf", p => WithLlama(p, "triage.gguf").WithBytes("models/triage.gguf", Gguf()[..100_000])),
        new("a model file of another kind", "LLM3002", Project, 0, "triage.gguf", p => WithLlama(p, "triage.gguf").WithFile("models/triage.gguf", "<!DOCTYPE html><html>Not found</html>")),
        new("a folder without a native library", "LLM3004", Project, 0, "LlmEvalLlamaPath", p => WithLlama(p, "triage.gguf").WithBytes("models/triage.gguf", Gguf())) { Arguments = ["-p:LlmEvalLlamaPath=models"] },
        new("a native library that is none", "LLM3004", Project, 0, "llmeval runtime install", p => WithLlama(p, "triage.gguf").WithBytes("models/triage.gguf", Gguf())
            .WithFile("native/libllama.so", "no library").WithFile("native/libggml.so", "no library").WithFile("native/libggml-base.so", "no library").WithFile("native/libggml-cpu.so", "no library")) { Arguments = ["-p:LlmEvalLlamaPath=native"] },
        new("a cache below a file", "LLM3007", "", 0, "LlmEvalCacheDirectory", p => p.Edit(Prompt, "Sort", "Order").WithFile("file", "")) { Arguments = ["-p:LlmEvalCacheDirectory=file/cache"] },
    ];

    private static void Append(SandboxProject project, string path, string text) => project.WithFile(path, project.Read(path) + text);

    private static void AppendBytes(SandboxProject project, string path, byte[] bytes) =>
        project.WithBytes(path, [.. System.IO.File.ReadAllBytes(Path.Combine(project.Directory, path)), .. bytes]);

    /// <summary>Nine levels of nine aliases each: 400 million nodes in 500 characters.</summary>
    private static string Bomb() => "description: bomb\nx0: &x0 [a, a, a, a, a, a, a, a, a]\n"
        + string.Concat(Enumerable.Range(1, 9).Select(i => FormattableString.Invariant($"x{i}: &x{i} [{string.Join(", ", Enumerable.Repeat($"*x{i - 1}", 9))}]\n")));

    private static SandboxProject WithoutExpected(SandboxProject project) =>
        project.Edit(Suite, "equals: { value: \"{{expected.category}}\", metric: category }", "starts-with: T");

    private static SandboxProject WithLlama(SandboxProject project, string file, string metadata = "") => project
        .WithItem($"""<LlmModel Include="local" Provider="Llama" Path="models/{file}" {metadata} />""").Edit(Suite, "[scripted]", "[local]").Edit(Prompt, "Sort", "Order")
        .Without(TriageProject.Baseline);

    private static byte[] Gguf() => System.IO.File.ReadAllBytes(Path.Combine(Repository.Root, "examples", "TicketTriage", "models", "triage-q8_0.gguf"));
}
