using System.Text;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Documents;

public sealed class LocatedJsonTests
{
    private readonly DiagnosticBag _found = new();

    [Fact]
    public void Nodes_know_their_places()
    {
        MappingNode document = (MappingNode)Parse("{\n  \"ü\": \"ä\", \"b\": [1,\n 2.50]\n}")!;

        document["ü"]!.Location.Should().Be(new Location("f.json", 2, 8, 2, 11));
        document.Entries[1].Key.Location.Column.Should().Be(13);
        SequenceNode list = (SequenceNode)document["b"]!;
        list.Items[1].Location.Line.Should().Be(3);
        list.Items[1].Should().BeOfType<ScalarNode>().Which.Text.Should().Be("2.50");
    }

    [Theory]
    [InlineData("{\"a\": NaN}", "LLM1018 1:7")]
    [InlineData("[1, -Infinity]", "LLM1018 1:")]
    [InlineData("{\"a\": 1,\n \"a\": 2}", "LLM1005 2:2")]
    [InlineData("{\"a\": 1,}", "LLM1001 1:9")]
    [InlineData("{\n\n\"a\" 1}", "LLM1001 3:5")]
    [InlineData("// no\n1", "LLM1001 1:1")]
    [InlineData("1 2", "LLM1001 1:")]
    [InlineData("", "LLM1001 1:1")]
    [InlineData("[1", "LLM1001 1:")]
    [InlineData("\"\\ud800\"", "LLM1001 1:1")]
    [InlineData("01", "LLM1001 1:")]
    public void A_mistake_is_reported_at_its_place(string text, string place)
    {
        Parse(text);

        _found.Places().Should().ContainSingle().Which.Should().StartWith(place);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Depth_is_bounded(int depth, bool allowed)
    {
        Parse(new string('[', depth) + new string(']', depth));

        _found.Items.Select(d => d.Code).Should().Equal(allowed ? [] : ["LLM1019"]);
    }

    [Fact]
    public void Lines_are_rows_and_a_bad_one_does_not_hide_the_next()
    {
        using ProjectFolder folder = new();
        string path = folder.Write("rows.jsonl", [0xEF, 0xBB, 0xBF, .. "{\"a\": 1}\r\n\n{\"a\": }\n"u8, 0xFF, .. "\n{\"a\": NaN}\n{\"a\": 2}"u8]);

        LocatedNode?[] rows = [.. LocatedJson.ReadLines(path, _found)];

        rows.Select(r => r is null).Should().Equal(false, true, true, true, false);
        rows[4]!.Location.Should().Be(new Location(path, 6));
        _found.Lines().Should().Equal("LLM1020 3", "LLM1023 4", "LLM1018 5");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(300_000)]
    public void Items_of_an_array_stream_whatever_their_size(int size)
    {
        using ProjectFolder folder = new();
        string text = new('x', size);
        string path = folder.Write("rows.json", $"\n[ {{\"a\": \"{text}\\\"]\"}} ,\n  [\"{text}\", {{}}], 7\n , null\n]\n");

        LocatedNode[] rows = [.. LocatedJson.ReadItems(path, _found)];

        _found.Items.Should().BeEmpty();
        rows.Select(r => $"{r.Location.Line}:{r.Location.Column}").Should().Equal("2:3", "3:3", $"3:{size + 13}", "4:4");
        ((MappingNode)rows[0])["a"].Should().BeOfType<ScalarNode>().Which.Text.Should().Be(text + "\"]");
    }

    [Theory]
    [InlineData("{}", 0, "LLM1001 1")]
    [InlineData("[1,,2]", 1, "LLM1001 1")]
    [InlineData("[1,\n]", 1, "LLM1001 2")]
    [InlineData("[1\n2]", 0, "LLM1001 2")]
    [InlineData("[1]\n[2]", 1, "LLM1001 2")]
    [InlineData("[{\"a\": 1}\n{\"a\": 2}]", 1, "LLM1001 2")]
    [InlineData("[{}, {\"a\": [}]", 1, "LLM1001 1")]
    [InlineData("", 0, "LLM1001 1")]
    [InlineData("[1, 2", 1, "LLM1001 1")]
    public void A_malformed_array_is_reported_after_what_was_read(string text, int rows, string place)
    {
        using ProjectFolder folder = new();

        LocatedJson.ReadItems(folder.Write("rows.json", text), _found).Should().HaveCount(rows);

        _found.Lines().Should().Equal(place);
    }

    private LocatedNode? Parse(string text) => LocatedJson.Parse(Encoding.UTF8.GetBytes(text), "f.json", _found);
}
