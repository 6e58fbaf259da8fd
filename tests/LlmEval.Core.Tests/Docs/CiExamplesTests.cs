using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmEval.Caching;
using LlmEval.Reporting;
using LlmEval.Reporting.Formats;
using YamlDotNet.RepresentationModel;

namespace LlmEval.Core.Tests.Docs;

/// <summary>The examples of docs/ci are files that can be copied: they parse, and name only what there is.</summary>
public sealed partial class CiExamplesTests
{
    public static TheoryData<string> Examples => [.. Directory.GetFiles(RepositoryFiles.Path("docs", "ci"), "*.yml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_property_target_and_variable_that_an_example_names_exists(string example)
    {
        string text = Read(example);
        string[] properties = [.. Property().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];
        string[] targets = [.. Target().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];

        properties.Should().NotBeEmpty().And.BeSubsetOf(Shipped("LlmEval[A-Za-z]+"));
        targets.Should().BeSubsetOf(ShippedTargets());
        Variable().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Should().BeSubsetOf([CacheLocation.Variable, HomeLocation.Variable]);
        text.Should().Contain(Path.GetFileNameWithoutExtension(TextReport.Name) + ".*").And.Contain("candidates/*.baseline.jsonl");
    }

    [Fact]
    public void On_GitHub_the_answers_are_restored_before_and_saved_after_every_run()
    {
        List<YamlMappingNode> steps = Nodes("github-actions.yml");
        YamlMappingNode restore = steps.Single(s => Value(s, "uses").StartsWith("actions/cache/restore@", StringComparison.Ordinal));
        YamlMappingNode save = steps.Single(s => Value(s, "uses").StartsWith("actions/cache/save@", StringComparison.Ordinal));
        int run = steps.FindIndex(s => Value(s, "run").Contains("LlmEvalMode=Run", StringComparison.Ordinal));

        steps.IndexOf(restore).Should().BeLessThan(run);
        steps.IndexOf(save).Should().BeGreaterThan(run);
        Value(save, "if").Should().Be("always()");
        Value((YamlMappingNode)save["with"], "key").Should().Be(Value((YamlMappingNode)restore["with"], "key"));
        steps.Where(s => Value(s, "uses").StartsWith("actions/upload-artifact@", StringComparison.Ordinal)).Should().OnlyContain(s => Value(s, "if") == "always()");
        Value(steps[run], "run").Should().Contain("fork && 'skip' || 'error'");
        SecretsAreSeenBy("github-actions.yml", steps, run, "${{ secrets.");
    }

    [Fact]
    public void On_Azure_the_answers_of_failed_runs_are_taken_and_published_too()
    {
        List<YamlMappingNode> steps = Nodes("azure-pipelines.yml");
        int run = steps.FindIndex(s => Value(s, "bash").Contains("LlmEvalMode=Run", StringComparison.Ordinal));

        steps.Should().NotContain(s => Value(s, "task").StartsWith("Cache@", StringComparison.Ordinal), "it saves only after success");
        steps.Where(s => Value(s, "task").StartsWith("DownloadPipelineArtifact@", StringComparison.Ordinal)).Should().HaveCount(2)
            .And.OnlyContain(s => steps.IndexOf(s) < run && Value(s, "continueOnError") == "true" && Value((YamlMappingNode)s["inputs"], "allowFailedBuilds") == "true");
        steps.Where(s => Value(s, "task").StartsWith("Publish", StringComparison.Ordinal) || Value(s, "task").StartsWith("CopyFiles", StringComparison.Ordinal))
            .Should().HaveCount(4).And.OnlyContain(s => steps.IndexOf(s) > run && Value(s, "condition") == "always()");
        SecretsAreSeenBy("azure-pipelines.yml", steps, run, "$(OPENAI_API_KEY)");
    }

    [Fact]
    public void On_GitHub_findings_are_uploaded_by_who_may_and_tests_are_kept()
    {
        List<YamlMappingNode> steps = Nodes("github-actions.yml");
        YamlMappingNode upload = steps.Single(s => Value(s, "uses").StartsWith("github/codeql-action/upload-sarif@", StringComparison.Ordinal));

        Value(upload, "if").Should().StartWith("always() && !github.event.pull_request.head.repo.fork").And.Contain("llmeval/llmeval.sarif");
        steps.IndexOf(upload).Should().BeGreaterThan(steps.FindIndex(s => Value(s, "run").Contains("LlmEvalMode=Run", StringComparison.Ordinal)));
        Read("github-actions.yml").Should().Contain("security-events: write").And.Contain("**/obj/**/llmeval/junit.xml");
        Chosen("github-actions.yml").Should().BeSubsetOf(ReportFormats.Words).And.Contain("markdown", "junit", "sarif");
    }

    [Fact]
    public void On_Azure_the_cases_are_published_as_tests()
    {
        YamlMappingNode tests = Nodes("azure-pipelines.yml").Single(s => Value(s, "task").StartsWith("PublishTestResults@", StringComparison.Ordinal));

        Value((YamlMappingNode)tests["inputs"], "testResultsFormat").Should().Be("JUnit");
        Value((YamlMappingNode)tests["inputs"], "testResultsFiles").Should().Be("**/obj/**/llmeval/junit.xml");
        Chosen("azure-pipelines.yml").Should().BeSubsetOf(ReportFormats.Words).And.Contain("markdown", "junit");
    }

    [Fact]
    public void The_page_of_reports_names_each_format_and_its_file()
    {
        string page = File.ReadAllText(RepositoryFiles.Path("docs", "reports.md"));

        foreach (string word in ReportFormats.Words.Append(ReportFormats.None).Append(ReportFormats.Property)) { page.Should().Contain($"`{word}`"); }

        foreach (string file in (string[])["report.html", "summary.md", "junit.xml", "ctrf.json", "llmeval.sarif", "run.json"]) { page.Should().Contain($"`{file}`"); }
    }

    private static string[] Chosen(string example) => Regex.Match(Read(example), "-p:LlmEvalReports=([a-z0-9%A-Z]+)", RegexOptions.None, TimeSpan.FromSeconds(10)).Groups[1].Value.Split("%3B");

    private static void SecretsAreSeenBy(string example, List<YamlMappingNode> steps, int run, string secret)
    {
        Value((YamlMappingNode)steps[run]["env"], "OPENAI_API_KEY").Should().StartWith(secret);
        Read(example).Split(secret).Should().HaveCount(2, "only the step that evaluates sees the key");
    }

    private static string Read(string example) => File.ReadAllText(RepositoryFiles.Path("docs", "ci", example));

    /// <summary>The steps of an example, in order.</summary>
    private static List<YamlMappingNode> Nodes(string example)
    {
        YamlStream stream = new();
        stream.Load(new StringReader(Read(example)));
        YamlMappingNode root = (YamlMappingNode)stream.Documents.Single().RootNode;
        YamlNode steps = root.Children.TryGetValue("steps", out YamlNode? own) ? own : root["jobs"]["gate"]["steps"];
        return [.. ((YamlSequenceNode)steps).Cast<YamlMappingNode>()];
    }

    private static string Value(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out YamlNode? value) ? value.ToString() : string.Empty;

    private static IEnumerable<string> BuildFiles() =>
        Directory.GetFiles(RepositoryFiles.Path("build"), "*.*").Where(f => f.EndsWith(".props", StringComparison.Ordinal) || f.EndsWith(".targets", StringComparison.Ordinal));

    private static HashSet<string> Shipped(string pattern) =>
        [.. BuildFiles().SelectMany(f => Regex.Matches(File.ReadAllText(f), pattern, RegexOptions.None, TimeSpan.FromSeconds(10)).Select(m => m.Value))];

    private static HashSet<string> ShippedTargets() =>
        [.. BuildFiles().SelectMany(f => XDocument.Load(f).Descendants("Target").Select(t => t.Attribute("Name")!.Value))];

    [GeneratedRegex(@"[-/]p:([A-Za-z]+)=")]
    private static partial Regex Property();

    [GeneratedRegex(@"[-/]t:([A-Za-z]+)")]
    private static partial Regex Target();

    [GeneratedRegex("LLMEVAL_[A-Z_]+")]
    private static partial Regex Variable();
}
