using System.Security.Cryptography;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>A small sound project: a prompt, twelve tickets and a scripted model that errs on nine of them when it is told to shuffle.</summary>
internal static class TriageProject
{
    /// <summary>How many tickets there are.</summary>
    public const int Cases = 12;

    public const string Prompt = """
        messages:
          - role: system
            content: Sort the ticket.
          - role: user
            content: "{{ticket}}"

        """;

    public const string Suite = """
        prompt: triage
        models: [scripted]
        data: { file: tickets.jsonl, id: id }
        score:
          - equals: { value: "{{expected.category}}", metric: category }

        """;

    public const string Script = """
        - { system: Shuffle, user: T0, answer: no idea }
        - { answer: "{user}" }

        """;

    /// <summary>Fills the project; what the model is asked is logged beside the project's folder.</summary>
    public static SandboxProject WithTriage(this SandboxProject project, int cases = Cases, string script = Script, string metadata = "") => project
        .WithPrompt(Prompt)
        .WithSuite(Suite)
        .WithFile("evals/tickets.jsonl", Tickets(1, cases))
        .WithScriptedModel(script, metadata: $"CallLog=\"../{System.Security.SecurityElement.Escape(project.Name)}.calls.log\" {metadata}");

    /// <summary>Tickets with the numbers <paramref name="first"/> to <paramref name="last"/>, a line each.</summary>
    public static string Tickets(int first, int last) => string.Concat(Enumerable.Range(first, last - first + 1)
        .Select(i => FormattableString.Invariant($$$"""{"id": "t{{{i:00}}}", "ticket": "T{{{i:00}}}", "expected": {"category": "T{{{i:00}}}"} }""") + "\n"));

    /// <summary>What the model was asked so far: <c>start</c>, <c>ask</c>, <c>stop</c>.</summary>
    public static IReadOnlyList<string> Calls(this SandboxProject project)
    {
        string log = project.Directory + ".calls.log";
        if (!System.IO.File.Exists(log)) { return []; }

        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>How many answers were drawn so far.</summary>
    public static int Asked(this SandboxProject project) => project.Calls().Count(c => c == "ask");

    /// <summary>Replaces a text of a file, which must be there.</summary>
    public static SandboxProject Edit(this SandboxProject project, string path, string old, string text)
    {
        string before = project.Read(path);
        before.Should().Contain(old);
        return project.WithFile(path, before.Replace(old, text, StringComparison.Ordinal));
    }

    /// <summary>Writes a file that is no text.</summary>
    public static SandboxProject WithBytes(this SandboxProject project, string path, byte[] bytes)
    {
        project.WithFile(path, string.Empty);
        System.IO.File.WriteAllBytes(Path.Combine(project.Directory, path), bytes);
        return project;
    }

    /// <summary>Deletes a file.</summary>
    public static SandboxProject Without(this SandboxProject project, string path)
    {
        System.IO.File.Delete(Path.Combine(project.Directory, path));
        return project;
    }

    /// <summary>A file of the project.</summary>
    public static string Read(this SandboxProject project, string path) => System.IO.File.ReadAllText(Path.Combine(project.Directory, path));

    /// <summary>Where the baseline of the suite lies, relative to the project.</summary>
    public static string Baseline => "evals/baselines/triage.scripted.baseline.jsonl";

    /// <summary>The hash of every file of a folder, but of what a build leaves in it.</summary>
    public static SortedDictionary<string, string> Snapshot(string folder)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        if (!Directory.Exists(folder)) { return files; }

        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (relative.StartsWith("obj/", StringComparison.Ordinal) || relative.StartsWith("bin/", StringComparison.Ordinal)) { continue; }

            files[relative] = Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(file)));
        }

        return files;
    }

    /// <summary>The sandbox's app with answers drawn and accepted: green.</summary>
    public static async Task<BuildSandbox> AcceptedAsync(int cases = Cases)
    {
        BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        sandbox.App.WithTriage(cases);
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();
        return sandbox;
    }
}
