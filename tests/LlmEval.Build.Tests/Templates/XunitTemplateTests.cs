using System.Xml.Linq;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Templates;

/// <summary><c>dotnet new llmeval-xunit</c>: its tests are green at once, the suite's without code and those of code of one's own.</summary>
public sealed class XunitTemplateTests(TemplateSandbox sandbox) : IClassFixture<TemplateSandbox>
{
    [Fact]
    public async Task The_tests_of_a_new_project_are_green()
    {
        string project = await sandbox.NewAsync("llmeval-xunit", "My-App.Tests");

        string output = await sandbox.PassAsync(project, "test", "-tl:off");

        // Six cases, three of own code, a verdict of each suite.
        output.Should().MatchRegex(@"Failed:\s+0, Passed:\s+11, Skipped:\s+0");

        // Accepted, one worse answer of three turns its test red, and the test says what to do.
        await sandbox.PassAsync(project, "build", "-t:LlmEvalAccept", "--no-restore", "-v:q", "-tl:off");
        string code = Path.Combine(project, "OwnCodeTests.cs");
        File.WriteAllText(code, File.ReadAllText(code).Replace("=> \"billing\"", "=> \"shipping\"", StringComparison.Ordinal));
        CommandResult worse = await sandbox.RunAsync(project, "test", "--no-restore", "-tl:off", "--filter", "suite=sorter");
        worse.ExitCode.Should().NotBe(0);
        worse.Output.Should().Contain("case 'wrong-invoice': Lost against the baseline").And.Contain("-t:LlmEvalAccept");
    }

    [Fact]
    public void Its_packages_are_those_that_this_repository_is_tested_with()
    {
        Dictionary<string, string> central = Versions(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion");
        Dictionary<string, string> named = Versions(Path.Combine(Repository.Root, "src", "LlmEval.Templates", "templates", "llmeval-xunit", "Triage.1.csproj"), "PackageReference");

        named.Should().Contain("LlmEval.XunitV3", "LLMEVAL_VERSION");
        named.Where(p => p.Key != "LlmEval.XunitV3").Should().HaveCount(3).And.OnlyContain(p => central[p.Key] == p.Value);
    }

    private static Dictionary<string, string> Versions(string file, string element) =>
        XDocument.Load(file).Descendants(element).ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
}
