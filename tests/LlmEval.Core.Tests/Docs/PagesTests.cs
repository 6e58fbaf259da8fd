using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace LlmEval.Core.Tests.Docs;

/// <summary>All pages: their links lead somewhere, their YAML can be read, and every property of the build is explained.</summary>
public sealed partial class PagesTests
{
    public static TheoryData<string> Pages => [.. Files().Select(f => Path.GetRelativePath(RepositoryFiles.Path(), f).Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Its_links_lead_somewhere(string page)
    {
        string text = Read(page);
        foreach (Match link in Link().Matches(Fence().Replace(text, string.Empty)))
        {
            (string path, string anchor) = (link.Groups[1].Value, link.Groups[2].Value);
            if (path.Contains(':')) { continue; }

            string target = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
            string full = RepositoryFiles.Path(target.Split('/'));
            (File.Exists(full) || Directory.Exists(full)).Should().BeTrue($"{page} links to {path}");
            if (anchor.Length > 1) { Anchors(File.ReadAllText(full)).Should().Contain(anchor[1..], $"{page} links to {path}{anchor}"); }
        }

        foreach (string named in Named().Matches(text).Select(m => m.Groups[1].Value))
        {
            File.Exists(RepositoryFiles.Path(named.Split('/'))).Should().BeTrue($"{page} names {named}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Its_YAML_can_be_read(string page)
    {
        foreach (string block in Yaml().Matches(Read(page)).Select(m => m.Groups[1].Value))
        {
            YamlStream stream = new();
            Action read = () => stream.Load(new StringReader(block));
            read.Should().NotThrow(block);
            stream.Documents.Should().NotBeEmpty(block);
        }
    }

    [Fact]
    public void Every_property_that_the_engine_is_told_is_in_the_table_of_properties()
    {
        string[] told = [.. XDocument.Load(RepositoryFiles.Path("build", "LlmEval.Core.targets")).Descendants("_LlmEvalSetting")
            .Select(s => s.Attribute("Include")!.Value).Where(n => n.StartsWith("LlmEval", StringComparison.Ordinal))];

        string table = string.Concat(Read("src/LlmEval.MSBuild/README.md").Split('\n').Where(l => l.StartsWith("| `LlmEval", StringComparison.Ordinal)).Select(l => l.Split('|')[1]));

        told.Should().HaveCountGreaterThan(10);
        told.Where(n => !table.Contains($"`{n}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    /// <summary>Anchors of headings as code hosts make them, and those that are written.</summary>
    private static HashSet<string> Anchors(string text)
    {
        HashSet<string> anchors = [.. Id().Matches(text).Select(m => m.Groups[1].Value)];
        Dictionary<string, int> taken = new(StringComparer.Ordinal);
        foreach (string heading in Heading().Matches(Fence().Replace(text, string.Empty)).Select(m => m.Groups[1].Value.Trim()))
        {
            string plain = string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
            int number = taken.GetValueOrDefault(plain);
            taken[plain] = number + 1;
            anchors.Add(number == 0 ? plain : FormattableString.Invariant($"{plain}-{number}"));
        }

        return anchors;
    }

    private static string Read(string page) => File.ReadAllText(RepositoryFiles.Path(page.Split('/')));

    private static IEnumerable<string> Files() =>
        ((string[])["docs", "src", "tests", "build"]).SelectMany(f => Directory.EnumerateFiles(RepositoryFiles.Path(f), "*.md", SearchOption.AllDirectories))
            .Where(f => !Output().IsMatch(f))
            .Concat(Directory.EnumerateFiles(RepositoryFiles.Path(), "*.md")).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\]\(([^)#\s]*)(#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[`(](docs/[a-z-]+\.md)[`)]")]
    private static partial Regex Named();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("```ya?ml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("id=\"([^\"]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex(@"[\\/](bin|obj|node_modules)[\\/]")]
    private static partial Regex Output();
}
