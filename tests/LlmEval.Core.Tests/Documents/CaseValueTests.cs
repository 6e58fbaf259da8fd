using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Documents;

public sealed class CaseValueTests
{
    private readonly DiagnosticBag _found = new();

    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData("0x1F", "0x1F")]
    [InlineData("True", "true")]
    [InlineData("\"a <b> & \\\"c\\\"\"", "a <b> & \"c\"")]
    [InlineData("~", "")]
    [InlineData("[0x1F, +1, .5, 5., 007, 1.50, 1e3, -0.0, -.25]", "[31,1,0.5,5,7,1.50,1e3,-0.0,-0.25]")]
    [InlineData("{b: 1, a: [ü, \"q\\\"\\n<\\u0001\"], c: ~}", "{\"b\":1,\"a\":[\"ü\",\"q\\\"\\n<\\u0001\"],\"c\":null}")]
    public void A_value_is_shown_as_written_and_collections_as_compact_JSON(string yaml, string text) =>
        Value(yaml).ToText().Should().Be(text);

    [Theory]
    [InlineData("a.b", "1")]
    [InlineData("a.c.0", "x")]
    [InlineData("a.c.1.d", "y")]
    [InlineData("e.f", "dotted")]
    [InlineData("a.b.c", null)]
    [InlineData("a.c.2", null)]
    [InlineData("a.c.-1", null)]
    [InlineData("none", null)]
    public void A_dotted_path_leads_through_members_and_items(string path, string? text) =>
        Value("{a: {b: 1, c: [x, {d: y}]}, e.f: dotted}").Find(path)?.ToText().Should().Be(text);

    [Theory]
    [InlineData("{a: .nan}")]
    [InlineData("[.inf]")]
    public void Values_without_a_finite_number_are_refused(string yaml)
    {
        CaseValue.From(YamlReader.Parse(yaml, "f.yml", _found)!, _found).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1018");
    }

    [Fact]
    public void Values_are_equal_whatever_the_order_of_their_members()
    {
        Value("{a: 1, b: [x]}").Should().Be(Value("b: [ 'x' ]\na: 1\n"));
        Value("{a: 1}").Should().NotBe(Value("{a: '1'}"));
        Value("{a: 1}").Should().NotBe(Value("{a: 1, b: 2}"));
    }

    [Fact]
    public void A_value_is_available_as_an_element() =>
        Value("{a: [1, 0x10]}").ToJsonElement().GetProperty("a")[1].GetInt32().Should().Be(16);

    private CaseValue Value(string yaml)
    {
        CaseValue value = CaseValue.From(YamlReader.Parse(yaml, "f.yml", _found)!, _found)!;
        _found.Items.Should().BeEmpty();
        return value;
    }
}
