using System.Reflection;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Architecture;

public sealed class DiagnosticTableTests
{
    [Fact]
    public void Every_code_is_unique() => Diagnostics.All.Select(d => d.Code).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Every_code_that_is_listed_is_used()
    {
        string sources = string.Concat(Repository.Files("src", "*.cs").Where(f => Path.GetFileName(f) != "Diagnostics.cs").Select(File.ReadAllText));
        string targets = string.Concat(Repository.Files("build", "*.*").Select(File.ReadAllText));

        typeof(Diagnostics).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => !sources.Contains($"Diagnostics.{f.Name}", StringComparison.Ordinal)
                && !targets.Contains(((DiagnosticDescriptor)f.GetValue(null)!).Code, StringComparison.Ordinal))
            .Select(f => f.Name).Should().BeEmpty("a code that nothing says is a promise that nothing keeps");
    }

    [Fact]
    public void The_readme_of_the_build_package_explains_every_code_and_no_other()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "src/LlmEval.MSBuild/README.md"));
        string[] explained = [.. System.Text.RegularExpressions.Regex.Matches(readme, @"id=""(llm\d{4})""").Select(m => m.Groups[1].Value.ToUpperInvariant())];

        explained.Should().BeEquivalentTo(Diagnostics.All.Select(d => d.Code));
    }
}
