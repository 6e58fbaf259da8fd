using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Core.Tests.Documents;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Core.Tests.Prompts;

public sealed class TemplateTests
{
    private readonly DiagnosticBag _found = new();

    [Theory]
    [InlineData("Hello {{name}}!", "Hello Ann!")]
    [InlineData("{{ name }}{{name}}", "AnnAnn")]
    [InlineData("{{person.age}}/{{list.1}}/{{person}}/{{list}}/{{flag}}", "41.50/b/{\"age\":41.50}/[\"a\",\"b\"]/true")]
    [InlineData("{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": 1}}")]
    [InlineData("{ {name} }", "{ {name} }")]
    [InlineData("{{{name}}}", "{Ann}")]
    [InlineData("{{{{name}}}}", "{{Ann}}")]
    [InlineData(@"\{{name}}", "{{name}}")]
    [InlineData(@"\\{{name}}", @"\Ann")]
    [InlineData(@"C:\{x}\", @"C:\{x}\")]
    [InlineData(@"\{{\{{ {{name}}", "{{{{ Ann")]
    [InlineData("{{html}}", "<b> & \"q\"")]
    [InlineData("{{empty}}.", ".")]
    [InlineData("{{größe_1-x}}", "L")]
    [InlineData("}} {", "}} {")]
    [InlineData("", "")]
    public void Values_take_the_place_of_their_names(string template, string text)
    {
        Parse(template)!.Render(new Values(), _found).Should().Be(text);

        _found.Items.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{{")]
    [InlineData("a {{name")]
    [InlineData("{{name} }")]
    [InlineData("{{}}")]
    [InlineData("{{ }}")]
    [InlineData("{{#if x}}")]
    [InlineData("{{a b}}")]
    [InlineData("{{a..b}}")]
    [InlineData("{{.a}}")]
    [InlineData("{{a.}}")]
    [InlineData("{{a|upper}}")]
    [InlineData("{{\nname}}")]
    public void What_is_no_name_is_reported(string template)
    {
        Parse(template).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1021");
        _found.Items[0].Message.Should().Contain(@"'\{{'");
    }

    [Fact]
    public void Every_mistake_of_a_template_is_reported()
    {
        Parse("{{a b}} {{ok}} {{#x}} {{").Should().BeNull();

        _found.Items.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("x: a {{b c}}", 1, 6, 13)]
    [InlineData("x: 'a {{b c}}'", 1, 7, 14)]
    [InlineData("x: \"a {{b c}}\"", 1, 7, 14)]
    [InlineData("x: |\n  one\n  {{two}} {{b c}}\n", 3, 0, 0)]
    [InlineData("x: |-\n\n  {{b c}}", 3, 0, 0)]
    [InlineData("x: \"\\t {{b c}}\"", 1, 4, 16)]
    public void A_mistake_is_located_in_the_file(string yaml, int line, int column, int endColumn)
    {
        ScalarNode node = (ScalarNode)((MappingNode)YamlReader.Parse(yaml, "f.yml", _found)!)["x"]!;

        Template.Parse(node, _found).Should().BeNull();

        Location at = _found.Items.Should().ContainSingle().Which.Location;
        (at.Line, at.Column, at.EndColumn).Should().Be((line, column, endColumn));
    }

    [Fact]
    public void Variables_are_listed_with_their_places()
    {
        Template template = Template.Parse("Hi {{name}}, {{ person.age }}", new Location("f.yml", 4, 10, 4, 39), _found)!;

        template.Variables.Should().Equal(
            new TemplateVariable("name", new Location("f.yml", 4, 13, 4, 21)),
            new TemplateVariable("person.age", new Location("f.yml", 4, 23, 4, 39)));
        template.Variables[1].Name.Should().Be("person");
        template.IsConstant.Should().BeFalse();
        Parse(@"\{{a}} {b}")!.IsConstant.Should().BeTrue();
    }

    [Fact]
    public void Missing_and_null_values_are_reported_once_each_at_the_case()
    {
        Parse("{{none}} {{nothing}} {{none}} {{name}} {{person.size}}")!.Render(new Values(), _found).Should().BeNull();

        _found.Items.Select(d => d.Code).Should().Equal("LLM1008", "LLM1008", "LLM1008");
        _found.Items.Should().OnlyContain(d => d.Location.File == "values.yml");
        _found.Items[0].Message.Should().Contain("The values").And.Contain("'none'").And.Contain("t.yml(1)");
    }

    [Fact]
    public void A_value_is_never_parsed_again() =>
        Parse("{{trap}}")!.Render(new Values(), _found).Should().Be("{{name}} {{");

    [Fact]
    public void Random_text_is_rendered_or_reported_and_never_throws()
    {
        Gen<string> texts = Gen.Elements("{", "{{", "}", "}}", "\\", "name", " ", ".", "person.age", "\n", "ü", "-", "none", "list.0").ListOf().Select(p => string.Concat(p));
        FsCheck.Fluent.Prop.ForAll(texts.ToArbitrary(), text =>
        {
            DiagnosticBag found = new();
            Template? template = Template.Parse(text, new Location("t.yml", 1), found);
            return (template is null) == found.HasErrors
                && (template is null || template.Render(new Values(), found) is null == found.HasErrors);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Any_text_can_be_written_with_the_escape()
    {
        Gen<string> texts = Gen.Elements("{", "}", "a", "\\x", " ", "\n").ListOf().Select(p => string.Concat(p));
        FsCheck.Fluent.Prop.ForAll(texts.ToArbitrary(), text =>
        {
            string escaped = text.Replace("{{", @"\{{", StringComparison.Ordinal);
            return Template.Parse(escaped, Location.None, new DiagnosticBag())?.Render(new Values(), new DiagnosticBag()) == text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private Template? Parse(string text) => Template.Parse(text, new Location("t.yml", 1), _found);

    private sealed class Values : ITemplateValues
    {
        private static readonly CaseValue All = CaseValue.From(
            LocatedJson.Parse(Encoding.UTF8.GetBytes("""
                {"name": "Ann", "person": {"age": 41.50}, "list": ["a", "b"], "flag": true, "html": "<b> & \"q\"", "empty": "",
                 "größe_1-x": "L", "nothing": null, "trap": "{{name}} {{"}
                """), "values.yml", new DiagnosticBag())!, new DiagnosticBag())!;

        public string Description => "the values";

        public Location Location { get; } = new("values.yml", 3);

        public CaseValue? Find(string path) => All.Find(path);
    }
}
