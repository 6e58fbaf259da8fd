using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Documents;

public sealed class YamlReaderTests
{
    private readonly DiagnosticBag _found = new();

    [Theory]
    [InlineData("yes", ScalarKind.Text)]
    [InlineData("No", ScalarKind.Text)]
    [InlineData("on", ScalarKind.Text)]
    [InlineData("off", ScalarKind.Text)]
    [InlineData("2024-05-01", ScalarKind.Text)]
    [InlineData("12:30:45", ScalarKind.Text)]
    [InlineData("1_000", ScalarKind.Text)]
    [InlineData("0b101", ScalarKind.Text)]
    [InlineData("0xZZ", ScalarKind.Text)]
    [InlineData("0o9", ScalarKind.Text)]
    [InlineData("1.2.3", ScalarKind.Text)]
    [InlineData(".", ScalarKind.Text)]
    [InlineData("e5", ScalarKind.Text)]
    [InlineData("tRUE", ScalarKind.Text)]
    [InlineData("'12'", ScalarKind.Text)]
    [InlineData("\"true\"", ScalarKind.Text)]
    [InlineData("!!str 12", ScalarKind.Text)]
    [InlineData("! 12", ScalarKind.Text)]
    [InlineData("True", ScalarKind.Boolean)]
    [InlineData("false", ScalarKind.Boolean)]
    [InlineData("~", ScalarKind.Null)]
    [InlineData("NULL", ScalarKind.Null)]
    [InlineData("", ScalarKind.Null)]
    [InlineData("-12", ScalarKind.Integer)]
    [InlineData("+7", ScalarKind.Integer)]
    [InlineData("007", ScalarKind.Integer)]
    [InlineData("0x1F", ScalarKind.Integer)]
    [InlineData("0o17", ScalarKind.Integer)]
    [InlineData("1.5", ScalarKind.Real)]
    [InlineData(".5", ScalarKind.Real)]
    [InlineData("5.", ScalarKind.Real)]
    [InlineData("1e3", ScalarKind.Real)]
    [InlineData("-.inf", ScalarKind.Real)]
    [InlineData(".NaN", ScalarKind.Real)]
    [InlineData("!!float 1", ScalarKind.Real)]
    public void A_scalar_is_what_the_core_schema_says(string text, ScalarKind kind) =>
        ((MappingNode)Parse($"key: {text}\n")!)["key"].Should().BeOfType<ScalarNode>().Which.Scalar.Should().Be(kind);

    [Theory]
    [InlineData("0x1F", 31)]
    [InlineData("0o17", 15)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    public void Integers_of_every_notation_have_their_value(string text, long value)
    {
        MappingReader reader = MappingReader.Open(Parse($"key: {text}")!, "a thing", _found)!;

        reader.Integer("key").Should().Be(value);
        reader.Number("key").Should().Be(value);
    }

    [Theory]
    [InlineData(".inf")]
    [InlineData("-.Inf")]
    [InlineData(".nan")]
    [InlineData("1e999")]
    public void What_is_no_finite_number_is_refused_where_a_number_is_needed(string text)
    {
        MappingReader.Open(Parse($"key: {text}")!, "a thing", _found)!.Number("key").Should().BeNull();

        _found.Places().Should().Equal("LLM1018 1:6");
    }

    [Fact]
    public void Nodes_know_their_places()
    {
        MappingNode document = (MappingNode)Parse("a: 1\nb:\n  - 'x y'\n  - {c: |\n")!;
        document.Should().BeNull();
        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1001");

        document = (MappingNode)Parse("a: 1\nb:\n  - 'x y'\n  - c: |\n      t\n")!;
        document.Entries[1].Key.Location.Should().Be(new Location("f.yml", 2, 1, 2, 2));
        SequenceNode list = (SequenceNode)document["b"]!;
        list.Items[0].Location.Should().Be(new Location("f.yml", 3, 5, 3, 10));
        ((MappingNode)list.Items[1])["c"].Should().BeOfType<ScalarNode>().Which.Style.Should().Be(ScalarStyle.Literal);
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", "LLM1001 1:4")]
    [InlineData("a: 1\na: 2\n", "LLM1005 2:1")]
    [InlineData("a: {b: 1, b: 2}\n", "LLM1005 1:11")]
    [InlineData("x: &a 1\n<<: *a\n", "LLM1001 2:1")]
    [InlineData("x: *nobody\n", "LLM1001 1:4")]
    [InlineData("x: &a [1, *a]\n", "LLM1001 1:11")]
    [InlineData("x: !custom 1\n", "LLM1001 1:4")]
    [InlineData("x: !!int abc\n", "LLM1001 1:4")]
    [InlineData("x: !!set {a, b}\n", "LLM1001 1:4")]
    [InlineData("? [a]\n: 1\n", "LLM1001 1:3")]
    [InlineData(": 1\n", "LLM1001 1:1")]
    [InlineData("ticket: {{ticket}}\n", "LLM1001 1:10")]
    [InlineData("a: 1\n---\nb: 2\n", "LLM1001 2:1")]
    [InlineData("a: \"\\ud800\"\n", "LLM1001 1:")]
    [InlineData("a: 1\nb: x\u0007y\n", "LLM1001 2:")]
    [InlineData("a: 1\u0000\nb: 2\n", "LLM1001 1:5")]
    [InlineData("a:\n\tb: 1\n", "LLM1001 2:")]
    [InlineData("'unclosed", "LLM1001 ")]
    public void A_mistake_is_reported_at_its_place(string text, string place)
    {
        Parse(text);

        _found.Places().Should().ContainSingle().Which.Should().StartWith(place);
        _found.Items[0].Message.Should().EndWith(".").And.NotContain("\n");
    }

    [Fact]
    public void Aliases_stand_for_what_they_name()
    {
        MappingNode document = (MappingNode)Parse("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n")!;

        document["b"].Should().BeSameAs(document["a"]);
        document["d"].Should().BeSameAs(document["c"]);
        _found.Items.Should().BeEmpty();
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Parse(bomb).Should().BeNull();

        _found.Lines().Should().Equal("LLM1019 5");
    }

    [Fact]
    public void A_bomb_of_long_texts_is_refused()
    {
        string bomb = $"a: &a {new string('x', 100_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 200))}]\n";

        Parse(bomb).Should().BeNull();

        _found.Lines().Should().Equal("LLM1019 2");
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(50_000, false)]
    public void Depth_is_bounded(int depth, bool allowed)
    {
        Parse(new string('[', depth) + new string(']', depth));

        _found.Items.Select(d => d.Code).Should().Equal(allowed ? [] : ["LLM1019"]);
    }

    [Fact]
    public void Depth_through_aliases_is_bounded()
    {
        string text = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 80).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));

        Parse(text).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1019");
    }

    [Fact]
    public void Files_are_UTF8_with_or_without_a_byte_order_mark()
    {
        using ProjectFolder folder = new();
        YamlReader.Read(folder.Write("bom.yml", [0xEF, 0xBB, 0xBF, .. "a: ü"u8]), _found).Should().BeOfType<MappingNode>()
            .Which["a"].Should().BeOfType<ScalarNode>().Which.Text.Should().Be("ü");
        _found.Items.Should().BeEmpty();

        YamlReader.Read(folder.Write("latin.yml", [.. "a: 1\nb: "u8, 0xFC, .. "\n"u8]), _found).Should().BeNull();
        _found.Lines().Should().Equal("LLM1023 2");
    }

    [Fact]
    public void A_file_that_is_missing_or_a_folder_is_reported()
    {
        using ProjectFolder folder = new();
        YamlReader.Read(folder.Full("none.yml"), _found).Should().BeNull();
        YamlReader.Read(folder.Root, _found).Should().BeNull();

        _found.Items.Select(d => d.Code).Should().Equal("LLM1013", "LLM1013");
    }

    [Fact]
    public void A_document_beyond_the_limit_of_bytes_is_refused()
    {
        using ProjectFolder folder = new();

        YamlReader.Read(folder.Write("large.yml", new byte[YamlReader.MaxBytes + 1]), _found).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1019");
    }

    [Fact]
    public void Items_stream_from_lists_and_documents()
    {
        using ProjectFolder folder = new();
        string path = folder.Write("rows.yml", "- a: 1\n- &x {a: 2}\n- *x\n---\na: 3\n---\n# nothing\n---\n- a: 4\n");

        IEnumerable<string> rows = YamlReader.ReadItems(path, _found).Select(n => CaseValue.From(n, _found)!.ToJson());

        rows.Should().Equal("""{"a":1}""", """{"a":2}""", """{"a":2}""", """{"a":3}""", """{"a":4}""");
        _found.Items.Should().BeEmpty();
    }

    [Fact]
    public void Items_before_a_mistake_are_still_read()
    {
        using ProjectFolder folder = new();
        string path = folder.Write("rows.yml", "- a: 1\n- a: 2\n- {a: [\n");

        YamlReader.ReadItems(path, _found).Should().HaveCount(2);

        _found.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1001");
    }

    [Theory]
    [InlineData("cases:\n  - id: a\n\tvars: { x: 1 }\n", 3)]
    [InlineData("cases:\n  - id: a\n  \tvars: { x: 1 }\n", 3)]
    [InlineData("cases:\n  - id: a\n\n    # more\n\tvars: { x: 1 }\n", 5)]
    [InlineData("a: 1\n\tb: 2\n", 2)]
    [InlineData("a:\n\tb: 2\n", 2)]
    [InlineData("a:\n\t- b\n", 2)]
    [InlineData("a: |\n  x\n  \ty\nb: 1\n\tc: 2\n", 5)]
    [InlineData("a: one\n  two\n\tthree\n", 3)]
    public void A_tab_in_the_indentation_is_told_at_its_own_line(string text, int line)
    {
        Parse(text).Should().BeNull();

        Diagnostic found = _found.Items.Should().ContainSingle().Subject;
        found.Code.Should().Be("LLM1001");
        found.Message.Should().Be($"Line {line} is indented with a tab. YAML wants spaces.");
        found.Location.Line.Should().Be(line);
    }

    [Theory]
    [InlineData("a: @x\nb: |\n  \ty\n")]
    [InlineData("\t\na: @x\n")]
    public void A_tab_elsewhere_is_not_blamed(string text)
    {
        Parse(text).Should().BeNull();

        _found.Items.Should().ContainSingle().Which.Message.Should().NotContain("indented");
    }

    [Fact]
    public void Tabs_inside_of_texts_are_kept() =>
        ((MappingNode)Parse("a: |\n  x\n  \ty\nb: [1,\t2]\n")!)["a"].Should().BeOfType<ScalarNode>().Which.Text.Should().Be("x\n\ty\n");

    private LocatedNode? Parse(string text) => YamlReader.Parse(text, "f.yml", _found);
}
