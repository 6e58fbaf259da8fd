using System.Text.Json;
using System.Xml.Linq;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Templates;

/// <summary><c>dotnet new llmeval</c>: what a user types after it works at once, with the packages and the model that are packed.</summary>
public sealed class ConsoleTemplateTests(TemplateSandbox sandbox) : IClassFixture<TemplateSandbox>
{
    private static readonly string[] s_build = ["-tl:off", "-v:m"];

    [Fact]
    public async Task A_new_project_is_green_by_its_committed_baseline_and_red_after_a_worse_prompt()
    {
        string project = await sandbox.NewAsync("llmeval", "My-App.Web");

        // The first command of its README: the model is asked, and the accepted answers come again.
        string gate = await sandbox.PassAsync(project, ["build", "-t:LlmEval", $"-p:LlmEvalCacheDirectory={project}.cache", .. s_build]);
        gate.Should().Contain("message LLM2014: triage x triage-tiny: Pass, 6 cases").And.NotContain("warning");
        File.ReadAllText(Path.Combine(project, "obj", "Debug", "net10.0", "llmeval", "report.txt")).Should().Contain("6 samples drawn now").And.Contain("6 unchanged");
        (await sandbox.PassAsync(project, ["build", "--no-restore", .. s_build])).Should().NotContain("warning");

        string prompt = Path.Combine(project, "prompts", "triage.prompt.yml");
        File.WriteAllText(prompt, File.ReadAllText(prompt).Replace("keys category", "keys topic", StringComparison.Ordinal));
        CommandResult worse = await sandbox.RunAsync(project, ["build", "-t:LlmEval", "--no-restore", .. s_build]);
        worse.ExitCode.Should().NotBe(0);
        worse.Output.Should().Contain("error LLM2001: triage x triage-tiny: category: lost 6 of 6");
    }

    [Fact]
    public async Task Its_application_answers()
    {
        string project = await sandbox.NewAsync("llmeval", "answering");

        string answer = await sandbox.PassAsync(project, "run", "--", "My Volt Charger is broken. Order number 4711.");

        using JsonDocument json = JsonDocument.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)]);
        json.RootElement.EnumerateObject().Select(p => p.Name).Should().Equal("category", "priority", "product", "order");
        json.RootElement.GetProperty("category").GetString().Should().Be("defect");
        json.RootElement.GetProperty("order").GetString().Should().Be("4711");
    }

    [Theory]
    [InlineData("Plain", null)]
    [InlineData("My-App.Tests", "My_App.Tests")]
    [InlineData("2fast", "_2fast")]
    public async Task Any_name_gives_legal_identifiers(string name, string? rootNamespace)
    {
        string project = await sandbox.NewAsync("llmeval", name, "--no-restore");

        XDocument file = XDocument.Load(Path.Combine(project, name + ".csproj"));
        file.Descendants("RootNamespace").SingleOrDefault()?.Value.Should().Be(rootNamespace);
        file.Descendants("RootNamespace").SelectMany(n => n.Attributes()).Should().BeEmpty();
        file.Descendants("PackageReference").Select(p => p.Attribute("Version")!.Value).Should().OnlyContain(v => v == sandbox.Version);
        Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories).Where(f => f.EndsWith("nuget.config", StringComparison.OrdinalIgnoreCase) || f.Contains("Triage.1", StringComparison.Ordinal))
            .Should().BeEmpty();
        File.ReadAllText(Path.Combine(project, "README.md")).Should().StartWith("# " + name + "\n");
    }

    [Fact]
    public async Task Two_projects_of_a_solution_are_evaluated_by_one_command()
    {
        string folder = Path.Combine(sandbox.Root, "two");
        Directory.CreateDirectory(folder);
        await sandbox.PassAsync(folder, "new", "sln", "-n", "Two");
        string solution = Path.GetFileName(Directory.EnumerateFiles(folder, "Two.sln*").Single());
        foreach (string name in (string[])["First", "second-one"])
        {
            await sandbox.NewAsync("llmeval", name, "-o", Path.Combine(folder, name), "--no-restore");
            await sandbox.PassAsync(folder, "sln", solution, "add", name);
        }

        string gate = await sandbox.PassAsync(folder, ["build", solution, "-t:LlmEval", .. s_build]);

        foreach (string name in (string[])["First", "second-one"])
        {
            gate.Should().MatchRegex($@"LLM2014: triage x triage-tiny: Pass, 6 cases.*{name}\.csproj");
        }
    }
}
