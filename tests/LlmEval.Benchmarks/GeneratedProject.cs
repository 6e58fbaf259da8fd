using System.Globalization;
using System.Text;

namespace LlmEval.Benchmarks;

/// <summary>
/// Writes a project as a user would have it: a prompt, suites with cases in JSON lines, a model that answers from a file. Everything
/// is the same each time.
/// </summary>
internal static class GeneratedProject
{
    private static readonly string[] s_words =
        ["checkout", "invoice", "customer", "refund", "delivery", "account", "password", "network", "printer", "contract", "urgent", "since", "morning", "again", "please", "cannot"];

    /// <summary>Writes the project into a new folder.</summary>
    /// <returns>The project's file.</returns>
    public static string Write(string directory, string repository, string engine, int suites, int casesPerSuite)
    {
        Directory.CreateDirectory(Path.Combine(directory, "prompts"));
        Directory.CreateDirectory(Path.Combine(directory, "evals"));
        // Nothing of the repository's own settings.
        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            File.WriteAllText(Path.Combine(directory, name), "<Project />\n");
        }

        string build = Path.Combine(repository, "build");
        string tasks = Path.Combine(repository, "artifacts", "bin", "LlmEval.MSBuild", "release", "LlmEval.MSBuild.dll");
        string project = Path.Combine(directory, "Generated.csproj");
        File.WriteAllText(project, $"""
            <Project>
              <PropertyGroup>
                <_LlmEvalTasksAssembly>{tasks}</_LlmEvalTasksAssembly>
                <_LlmEvalEngineAssembly>{engine}</_LlmEvalEngineAssembly>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{Path.Combine(build, "LlmEval.props")}" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <EnableDefaultCompileItems>true</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup>
                <LlmModel Include="m" Provider="Scripted" Path="answers.jsonl" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{Path.Combine(build, "LlmEval.targets")}" />
            </Project>

            """);
        File.WriteAllText(Path.Combine(directory, "Class1.cs"), "public static class Class1;\n");
        File.WriteAllText(Path.Combine(directory, "answers.jsonl"), "{\"answer\": \"{user}\", \"latency\": \"5ms\"}\n");
        File.WriteAllText(Path.Combine(directory, "prompts", "echo.prompt.yml"), """
            name: echo
            messages:
              - role: system
                content: Repeat the message.
              - role: user
                content: "{{text}}"

            """);
        for (int suite = 0; suite < suites; suite++) { WriteSuite(Path.Combine(directory, "evals"), suite, casesPerSuite); }
        return project;
    }

    private static void WriteSuite(string directory, int suite, int cases)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"suite-{suite:0000}");
        File.WriteAllText(Path.Combine(directory, name + ".eval.yml"), $$$"""
            prompt: echo
            models: [m]
            parameters: { temperature: 0 }
            samples: 1
            data: { file: {{{name}}}.jsonl, id: id }
            score:
              - equals: "{{text}}"
              - contains: "{{word}}"
            gate:
              floor: { equals: 0.9, contains: 0.9 }

            """);
        var lines = new StringBuilder();
        for (int i = 0; i < cases; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{{\"id\": \"{name}-{i:000000}\", \"word\": \"{Word(i, 3)}\", \"text\": \"{suite} {i}");
            for (int word = 0; word < 60; word++) { lines.Append(' ').Append(Word(i, word)); }
            lines.Append("\"}\n");
        }

        File.WriteAllText(Path.Combine(directory, name + ".jsonl"), lines.ToString());
    }

    private static string Word(int number, int position) => s_words[(int)((((uint)number * 2_654_435_761u) + ((uint)position * 40_503u)) >> 7) & 15];
}
