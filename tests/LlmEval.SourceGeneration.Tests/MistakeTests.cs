extern alias generator;

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Prompts;
using Microsoft.CodeAnalysis;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;
using DiagnosticDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;

namespace LlmEval.SourceGeneration.Tests;

public sealed partial class MistakeTests
{
    private const string Good = """
        name: Triage
        description: Sorts a ticket.
        model: gpt
        modelParameters: { temperature: 0.5, maxTokens: 10, stop: ["a", "b"] }
        responseFormat: json_schema
        jsonSchema: '{ "type": "object", "properties": { "a": { "enum": [1, -0.5e3, true, null, "\u00e9\n"] } } }'
        messages:
          - role: system
            content: |
              Sort the ticket of {{customer.name}}.
              Be {{ tone }}.
          - { role: user, content: "{{ticket}}" }

        """;

    private static readonly string[] Noise = ["", "{", "}", "{{", "}}", "[", "]", "\"", "'", ":", ",", "\n", "  ", "\t", "\\", "\\u", "\\ud800", "1", ".nan", "-", "e", "x", "null", "&a", "*a", "<<: ", "\u0001", "0", ".", "+"];

    [Theory]
    [InlineData("messages:\n  - role: user\n    content: \"{{ticket\"\n", "LLM1021", 3, 15)]
    [InlineData("mesages: []\nmessages:\n  - role: user\n    content: a\n", "LLM1002", 1, 1)]
    [InlineData("messages:\n  - role: user\n", "LLM1006", 2, 5)]
    [InlineData("messages:\n  - role: usr\n    content: a\n", "LLM1003", 2, 11)]
    [InlineData("messages: [\n", "LLM1001", 1, 11)]
    [InlineData("messages:\n  - role: user\n    content: |\n      a\n      {{b\n", "LLM1021", 5, 1)]
    public void A_mistake_is_an_error_inside_of_the_prompt_file(string text, string code, int line, int column)
    {
        Diagnostic error = new Workshop().WithPrompt(text).Generate().Diagnostics.Should().ContainSingle().Subject;

        error.Id.Should().Be(code);
        error.Severity.Should().Be(DiagnosticSeverity.Error);
        error.Location.GetLineSpan().Path.Should().Be("/shop/prompts/triage.prompt.yml");
        (error.Location.GetLineSpan().StartLinePosition.Line + 1, error.Location.GetLineSpan().StartLinePosition.Character + 1).Should().Be((line, column));
        error.Descriptor.HelpLinkUri.Should().EndWith($"README.md#{code.ToLowerInvariant()}");
    }

    [Fact]
    public void Whatever_is_wrong_with_a_prompt_the_compiler_says_what_the_engine_says()
    {
        Gen<string> broken = from at in Gen.Choose(0, Good.Length)
                             from cut in Gen.Choose(0, 6)
                             from noise in Gen.Elements(Noise).ListOf(2)
                             select string.Concat(Good.AsSpan(0, at), string.Concat(noise), Good.AsSpan(Math.Min(Good.Length, at + cut)));
        string[] texts = [.. Gen.Sample(broken, 600)];
        Workshop workshop = new();
        for (int i = 0; i < texts.Length; i++) { workshop.WithPrompt(texts[i], i.ToString(CultureInfo.InvariantCulture)); }

        GeneratorDriverRunResult run = workshop.Generate();
        ILookup<string, string> said = run.Diagnostics.ToLookup(d => d.Location.GetLineSpan().Path, Told);
        HashSet<string> made = [.. run.GeneratedTrees.Select(t => Path.GetFileName(t.FilePath))];

        run.Results[0].Exception.Should().BeNull();
        int mistakes = 0;
        foreach (PromptText text in workshop.Texts)
        {
            DiagnosticBag engine = new();
            string name = Path.GetFileName(text.Path).Replace(".prompt.yml", "", StringComparison.Ordinal);
            PromptTemplate? prompt = PromptFile.Parse(text.Content, text.Path, name, engine);
            said[text.Path].Should().Equal(engine.Items.Where(d => d.IsError).Select(Told), text.Content);
            made.Contains($"Prompts._{name}.g.cs").Should().Be(prompt is not null);
            mistakes += prompt is null ? 1 : 0;
        }

        mistakes.Should().BeInRange(100, 590, "both kinds are compared");
    }

    [Fact]
    public void What_the_engine_only_warns_of_is_left_to_it() =>
        new Workshop().WithPrompt("testData: []\nmessages:\n  - role: user\n    content: a\n").Compile().Should().BeEmpty();

    [Theory]
    [InlineData(28591, 3)]
    [InlineData(1200, 1)]
    public void A_file_that_is_not_UTF8_is_told_at_its_line(int codePage, int line)
    {
        Diagnostic error = new Workshop().WithText(new PromptText("/shop/a.prompt.yml", "messages:\n  - role: user\n    content: é\n", encoding: Encoding.GetEncoding(codePage)))
            .Generate().Diagnostics.Should().ContainSingle().Subject;

        error.Id.Should().Be("LLM1023");
        error.Location.GetLineSpan().StartLinePosition.Line.Should().Be(line - 1);
    }

    [Fact]
    public void A_byte_order_mark_is_no_mistake() =>
        new Workshop().WithText(new PromptText("/shop/a.prompt.yml", "messages:\n  - role: user\n    content: é\n", encoding: new UTF8Encoding(encoderShouldEmitUTF8Identifier: true))).Compile().Should().BeEmpty();

    [Fact]
    public void One_broken_prompt_leaves_the_others_alone()
    {
        GeneratorDriverRunResult run = new Workshop().WithMessage("{{a").WithMessage("{{b}}", "other").Generate();

        run.Diagnostics.Should().ContainSingle();
        run.GeneratedTrees.Select(t => Path.GetFileName(t.FilePath)).Should().BeEquivalentTo("Prompts.g.cs", "Prompts.Other.g.cs");
    }

    [Fact]
    public void The_compilers_table_is_a_part_of_the_engines_and_covers_all_that_its_reader_can_say()
    {
        IReadOnlyDictionary<string, DiagnosticDescriptor> table = (IReadOnlyDictionary<string, DiagnosticDescriptor>)typeof(generator::LlmEval.SourceGeneration.PromptGenerator).Assembly
            .GetType("LlmEval.SourceGeneration.PromptRules")!.GetProperty("ByCode")!.GetValue(null)!;
        string project = Repository("src/LlmEval.SourceGeneration/LlmEval.SourceGeneration.csproj");
        string[] linked = [.. Linked().Matches(File.ReadAllText(project)).SelectMany(m => Directory.GetFiles(Repository(Path.Combine("src/LlmEval.Core", Path.GetDirectoryName(m.Groups[1].Value)!)), Path.GetFileName(m.Groups[1].Value)))
            .Concat(Directory.GetFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories)).Where(f => Path.GetFileName(f) != "Diagnostics.cs" && !f.Contains("/obj/", StringComparison.Ordinal))];
        string[] used = [.. linked.SelectMany(f => Used().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct()
            .Where(n => n != "NotRunHere").Select(n => typeof(Diagnostics).GetField(n)?.GetValue(null)).OfType<LlmEval.Model.DiagnosticDescriptor>().Select(d => d.Code)];

        linked.Should().HaveCountGreaterThan(30);
        table.Keys.Should().BeEquivalentTo(used);
        foreach (DiagnosticDescriptor rule in table.Values)
        {
            LlmEval.Model.DiagnosticDescriptor entry = Diagnostics.All.Single(d => d.Code == rule.Id);
            rule.Title.ToString(CultureInfo.InvariantCulture).Should().Be(entry.Title);
            rule.HelpLinkUri.Should().Be(entry.HelpLink);
            rule.CustomTags.Should().Contain(WellKnownDiagnosticTags.NotConfigurable, "a prompt without code must not pass unseen");
        }
    }

    private static string Told(Diagnostic d)
    {
        FileLinePositionSpan span = d.Location.GetLineSpan();
        return $"({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}): {d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}";
    }

    private static string Told(LlmEval.Model.Diagnostic d) => $"({Math.Max(1, d.Location.Line)},{Math.Max(1, d.Location.Column)}): {d.Code}: {d.Message}";

    private static string Repository(string path) => Path.Combine(
        typeof(MistakeTests).Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!, path);

    [GeneratedRegex(@"\$\(_Core\)([\w/*.]+)")]
    private static partial Regex Linked();

    [GeneratedRegex(@"\bDiagnostics\.(\w+)")]
    private static partial Regex Used();
}
