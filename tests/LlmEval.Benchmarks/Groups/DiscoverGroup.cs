using System.Diagnostics;
using System.Globalization;

namespace LlmEval.Benchmarks.Groups;

/// <summary>
/// What a test explorer waits for: the test program lists 5,000 tests, from its start to its end. Once the cases of a suite, once the rows of a theory of xunit.v3 alone, which is what listing costs without us.
/// </summary>
internal sealed class DiscoverGroup : IBenchmarkGroup
{
    private const int Cases = 5000;

    public string Name => "discover";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string root = Path.Combine(Path.GetTempPath(), "llmeval-discover-" + Guid.NewGuid().ToString("n"));
        try
        {
            foreach (string tool in (string[])["LlmEval.MSBuild", "LlmEval.Cli"]) { await RunAsync("build", Path.Combine(context.Repository, "src", tool), "-c", "Release", "-v", "q", "-nologo"); }

            double suite = await MeasureAsync(Write(root, "Suite", context.Repository, Suite()), context.Runs);
            double rows = await MeasureAsync(Write(root, "Rows", context.Repository, Rows()), context.Runs);
            return [new Figure("discover-5000-cases", suite, "s", 2), new Figure("discover-5000-cases-to-5000-rows-of-a-theory", suite / rows, "times", 3)];
        }
        finally
        {
            if (Directory.Exists(root)) { Directory.Delete(root, recursive: true); }
        }
    }

    private static (string, string)[] Suite() =>
    [
        ("answers.yml", "- { answer: \"{user}\" }\n"),
        ("prompts/echo.prompt.yml", "messages: [{ role: user, content: \"{{text}}\" }]\n"),
        ("evals/echo.eval.yml", "prompt: echo\nmodels: [m]\ntags: [pr]\nscore: [{ contains: \"{{text}}\" }]\ncases:\n"
            + string.Concat(Enumerable.Range(0, Cases).Select(i => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: case-{i:0000}, vars: {{ text: \"What is written here is number {i}.\" }} }}\n")))),
    ];

    private static (string, string)[] Rows() =>
    [
        ("Theories.cs", $$"""
            public sealed class Theories
            {
                public static System.Collections.Generic.IEnumerable<Xunit.TheoryDataRow<string>> All() =>
                    System.Linq.Enumerable.Range(0, {{Cases}}).Select(i => new Xunit.TheoryDataRow<string>("case-" + i));

                [Xunit.Theory, Xunit.MemberData(nameof(All))]
                public void Case(string id) => Xunit.Assert.NotNull(id);
            }

            """),
    ];

    /// <summary>A test project as a user would have it, of the sources of this repository.</summary>
    private static string Write(string root, string name, string repository, (string Path, string Text)[] files)
    {
        string folder = Path.Combine(root, name), build = Path.Combine(repository, "build"), xunit = Path.Combine(repository, "src", "LlmEval.XunitV3");
        bool hasSuite = files.Any(f => f.Path.EndsWith(".eval.yml", StringComparison.Ordinal));
        string import(string path) => hasSuite ? $"<Import Project=\"{path}\" />" : string.Empty;
        (string, string)[] all =
        [
            .. files, ("Directory.Build.props", "<Project />\n"), ("Directory.Build.targets", "<Project />\n"), ("Directory.Packages.props", "<Project />\n"),
            (name + ".csproj", $"""
                <Project>
                  <PropertyGroup>
                    <_LlmEvalTasksAssembly>{repository}/artifacts/bin/LlmEval.MSBuild/release/LlmEval.MSBuild.dll</_LlmEvalTasksAssembly>
                    <_LlmEvalEngineAssembly>{repository}/artifacts/bin/LlmEval.Cli/release/llmeval.dll</_LlmEvalEngineAssembly>
                  </PropertyGroup>
                  <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
                  {import(Path.Combine(build, "LlmEval.props"))}
                  {import(Path.Combine(xunit, "build", "LlmEval.XunitV3.props"))}
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <OutputType>Exe</OutputType>
                    <ImplicitUsings>enable</ImplicitUsings>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="xunit.v3" Version="3.2.2" />
                    {(hasSuite ? $"<ProjectReference Include=\"{xunit}/LlmEval.XunitV3.csproj\" /><LlmModel Include=\"m\" Provider=\"Scripted\" Path=\"answers.yml\" />" : string.Empty)}
                  </ItemGroup>
                  <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
                  {import(Path.Combine(build, "LlmEval.targets"))}
                  {import(Path.Combine(xunit, "build", "LlmEval.XunitV3.targets"))}
                </Project>

                """),
        ];
        foreach ((string path, string text) in all)
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return Path.Combine(folder, name + ".csproj");
    }

    private static async Task<double> MeasureAsync(string project, int runs)
    {
        await RunAsync("build", project, "-c", "Release", "-v", "q", "-nologo");
        string folder = Path.GetDirectoryName(project)!, name = Path.GetFileNameWithoutExtension(project);
        string program = Path.Combine(folder, "bin", "Release", "net10.0", name + ".dll");
        return Median.Of(await Median.RunsAsync(runs, async () =>
        {
            long start = Stopwatch.GetTimestamp();
            string listed = await RunAsync("exec", program, "-list", "full", "-preEnumerateTheories");
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return listed.Contains("case-" + (Cases - 1), StringComparison.Ordinal) ? seconds : throw new InvalidOperationException($"The last of {Cases} tests was not listed by {name}.");
        }));
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}: {output} {await errors}");
    }
}
