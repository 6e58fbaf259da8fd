using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Scoring;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Docs;

/// <summary>
/// The page of checks and the list of checks in the suites' schema are made from the kinds. With LLMEVAL_REGENERATE=1 these tests write the files:
/// <c>LLMEVAL_REGENERATE=1 dotnet test tests/LlmEval.Core.Tests --filter CheckDocsTests</c>.
/// </summary>
public sealed class CheckDocsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmeval-checks-").FullName;

    public static TheoryData<string> Kinds => [.. CheckRegistry.BuiltIn.Kinds.Select(k => k.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_page_of_checks_is_what_the_kinds_say() => Same(RepositoryFiles.Path("docs", "checks.md"), _ => CheckDocs.Markdown(CheckRegistry.BuiltIn.Kinds));

    [Fact]
    public void The_schema_knows_the_checks_and_their_keys() =>
        Same(RepositoryFiles.Path("build", "schemas", "llmeval-suite.schema.json"), schema => CheckSchema.Replace(schema, CheckRegistry.BuiltIn.Kinds));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_example_binds_without_a_mistake(string name) =>
        Bind(Example(name)).Items.Where(OfThisCheck).Should().BeEmpty("only files, models and prompts are the project's");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_keys_that_it_takes_are_those_that_it_lists(string name)
    {
        CheckRegistry.BuiltIn.TryFind(name, out CheckKind? kind, out _);
        LocatedNode example = Example(name);
        LocatedNode? options = example is MappingNode { Entries: [var (_, given)] } ? given : null;
        ScalarNode Key(string text) => new(example.Location, text, ScalarKind.Text);
        List<KeyValuePair<ScalarNode, LocatedNode>> keys = options switch
        {
            MappingNode mapping => [.. mapping.Entries],
            null => [],
            _ => [new(Key(kind!.Shorthand!), options)],
        };
        keys.Add(new(Key("nokey"), Key("x")));

        DiagnosticBag found = Bind(new MappingNode(example.Location, [new(Key(name), new MappingNode(example.Location, keys))]));

        Diagnostic unknown = found.Items.Where(d => d.Code == "LLM1002").Should().ContainSingle().Subject;
        unknown.Message.Split("Known: ")[1].TrimEnd('.').Split(", ").Should().BeEquivalentTo(
            kind!.Options.Select(o => o.Key).Union(CheckDocs.OwnCommon(kind).Select(o => o.Key))
                // Taken only where 'against' is not, which its example has.
                .Except(name == "pairwise" ? ["value"] : []));
    }

    private static bool OfThisCheck(Diagnostic found) => found.Code is not ("LLM1013" or "LLM1015");

    private static LocatedNode Example(string name)
    {
        CheckRegistry.BuiltIn.TryFind(name, out CheckKind? kind, out _);
        DiagnosticBag found = new();
        LocatedNode list = YamlReader.Parse("- " + kind!.Example, "example.yml", found)!;
        found.Items.Should().BeEmpty(kind.Example);
        return ((SequenceNode)list).Items.Should().ContainSingle().Subject;
    }

    private DiagnosticBag Bind(LocatedNode check)
    {
        DiagnosticBag found = new();
        LocatedNode[] score = check is MappingNode { Entries: [var (key, _)] } && CheckRegistry.BuiltIn.TryFind(key.Text, out CheckKind? kind, out _) && kind.IsOverSuite
            ? [((SequenceNode)YamlReader.Parse("- equals: { value: x, metric: category }", "example.yml", found)!).Items[0], check] : [check];
        string path = Path.Combine(_folder, "suite.eval.yml");
        File.WriteAllText(path, "judge: judge\nprompt: p\nscore: [equals: x]\nattacks: all\ncounterfactual: { slots: { name: names } }\nperturb: [typos]\ncases: [{ id: a, vars: { name: x } }]\n");
        SuiteChecks.Bind(score, CheckRegistry.BuiltIn, found, new CheckScope { ProjectDirectory = _folder, Suite = SuiteFile.Load(path, _folder, new DiagnosticBag()), Models = ["judge", "embedder", "m"] });
        return found;
    }

    private static void Same(string path, Func<string, string> make)
    {
        string committed = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        string made = make(committed);
        if (Environment.GetEnvironmentVariable("LLMEVAL_REGENERATE") == "1") { File.WriteAllText(path, made); }
        else { committed.Should().Be(made, "LLMEVAL_REGENERATE=1 writes it anew"); }
    }
}
