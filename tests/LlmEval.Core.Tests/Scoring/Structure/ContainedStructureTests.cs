using FsCheck;
using FsCheck.Fluent;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure;

public sealed class ContainedStructureTests
{
    [Theory]
    [InlineData("{\"a\":1}", true)]
    [InlineData("Here you are:\n```json\n{\"a\":[1,{}]}\n```\nBye.", true)]
    [InlineData("{not} but {\"a\":1} and more {", true)]
    [InlineData("a list [1, 2, 3].", true)]
    [InlineData("[[[{\"a\":1}", true)]
    [InlineData("{\"unclosed\": {\"a\":1}", true)]
    [InlineData("no JSON", false)]
    [InlineData("", false)]
    [InlineData("{a:1}", false)]
    [InlineData("{\"a\":1", false)]
    [InlineData("\"text\" 1 true", false)]
    public void Json_is_found_anywhere(string answer, bool expected) => Bench.Holds("contains-json", answer, expected);

    [Fact]
    public void The_place_of_the_json_is_evidence()
    {
        Score score = Bench.Score("contains-json", "😀é {x} {\"ü\":\"😀\"} end");
        score.Evidence.Should().Equal(new Evidence(8, 10, "JSON"));
    }

    [Fact]
    public void One_of_several_must_be_valid_by_the_schema()
    {
        const string Check = "contains-json: { schema: { required: [id] } }";
        Bench.Holds(Check, "{\"a\":1} then {\"id\":1}", true);
        Bench.Holds(Check, "{\"a\":1} then {\"b\":1}", false);
        Bench.Score(Check, "{\"a\":1}").Reason.Should().Contain("$ lacks 'id'");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("[\"")]
    [InlineData("[1,")]
    [InlineData("[\"[1,\",\",")]
    [InlineData("{\"")]
    [InlineData("[[],")]
    [InlineData("\\\"[{")]
    public void A_megabyte_of_beginnings_takes_no_time_to_speak_of(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        Bench.Score("contains-json", text).Outcome.Should().Be(ScoreOutcome.Scored);
        Bench.Score("is-json", text).Passed.Should().BeFalse();
    }

    [Fact]
    public void Any_json_is_found_in_any_text_without_brackets() => Prop.ForAll(s_texts.ToArbitrary(), s_json.ToArbitrary(), s_texts.ToArbitrary(), (before, json, after) =>
    {
        (int Start, int Length)[] found = [.. JsonFinder.Find(before + json + after, CancellationToken.None)];
        return found is [var only] && only == (before.Length, json.Length);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Any_text_is_searched_without_an_exception() => Prop.ForAll(s_noise.ToArbitrary(), text =>
    {
        foreach ((int start, int length) in JsonFinder.Find(text, CancellationToken.None)) { AnswerJson.Parse(text.Substring(start, length)).Root.HasValue.Should().BeTrue(); }

        // What is found is what System.Text.Json would find.
        int expected = 0;
        for (int at = 0; at < text.Length; at++)
        {
            byte[] rest = System.Text.Encoding.UTF8.GetBytes(text[at..]);
            if (text[at] is not ('{' or '[') || Measure(rest) is not (> 0 and var length)) { continue; }

            expected++;
            at += System.Text.Encoding.UTF8.GetCharCount(rest, 0, length) - 1;
        }

        JsonFinder.Find(text, CancellationToken.None).Should().HaveCount(expected, text);

        foreach ((int Start, int Length, IReadOnlyList<string> Paths)? found in XmlFinder.Find(text, CancellationToken.None))
        {
            string part = text.Substring(found!.Value.Start, found.Value.Length);
            XmlFinder.Read(part, _ => { }, CancellationToken.None).Should().BeNull(part);
            part[^1].Should().Be('>');
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData("<a/>", true)]
    [InlineData(" \n<a>text<b x=\"1\"/>&amp;</a>\n", true)]
    [InlineData("<?xml version=\"1.0\"?><a><!-- c --><![CDATA[<]]></a>", true)]
    [InlineData("\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a/>", true)]
    [InlineData("<n:a xmlns:n=\"u\"/>", true)]
    [InlineData("<a>", false)]
    [InlineData("<a></b>", false)]
    [InlineData("<a/><b/>", false)]
    [InlineData("<a x=1/>", false)]
    [InlineData("text <a/>", false)]
    [InlineData("<a>&nbsp;</a>", false)]
    [InlineData("<n:a/>", false)]
    [InlineData("", false)]
    [InlineData("plain", false)]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>", false)]
    [InlineData("<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><a>&b;</a>", false)]
    public void Xml_is_what_xml_1_0_says_without_document_types(string answer, bool expected) => Bench.Holds("is-xml", answer, expected);

    [Theory]
    [InlineData("[order.id]", true)]
    [InlineData("[order/items/item, order.id]", true)]
    [InlineData("'order.id, order.items'", true)]
    [InlineData("[order]", true)]
    [InlineData("[id]", false)]
    [InlineData("[order.item]", false)]
    [InlineData("[order.id, order.price]", false)]
    public void Required_elements_are_paths_from_the_root(string require, bool expected)
    {
        const string Xml = "<order><id>7</id><items><item/><item n=\"2\"/></items></order>";
        Bench.Holds($"is-xml: {{ require: {require} }}", Xml, expected);
        Bench.Holds($"contains-xml: {{ require: {require} }}", $"First <b>bold</b>, then {Xml}.", expected);
    }

    [Theory]
    [InlineData("Look: <a>b</a>.", true)]
    [InlineData("a < b and <br/>", true)]
    [InlineData("<a><b>x</b>", true)]
    [InlineData("```xml\n<?xml version=\"1.0\"?>\n<a>\n</a>\n```", true)]
    [InlineData("1 < 2 > 0", false)]
    [InlineData("<a>", false)]
    [InlineData("<a></b>", false)]
    [InlineData("", false)]
    public void Xml_is_found_anywhere(string answer, bool expected) => Bench.Holds("contains-xml", answer, expected);

    [Fact]
    public void The_place_of_the_xml_is_evidence() =>
        Bench.Score("contains-xml", "é <x>\r\n<a>\r\n<b\n/></a >!").Evidence.Should().Equal(new Evidence(7, 15, "XML"));

    [Theory]
    [InlineData("<a>")]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("<a b=\"")]
    [InlineData("<!--")]
    [InlineData("<a></b>")]
    [InlineData("<a><b></a>")]
    public void A_megabyte_of_tags_ends(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        Bench.Score("is-xml", text).Passed.Should().BeFalse();
        Score score = Bench.Score("contains-xml", text);
        (score.Outcome == ScoreOutcome.Unscored || !score.Passed).Should().BeTrue();
    }

    [Fact]
    public void Xml_is_read_64_levels_deep()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 64)) + string.Concat(Enumerable.Repeat("</a>", 64));
        Bench.Holds("is-xml", deep, true);
        Bench.Holds("is-xml", $"<a>{deep}</a>", false);
    }

    [Fact]
    public void Json_nested_10_000_levels_deep_is_judged()
    {
        string deep = new string('[', 10_000) + new string(']', 10_000);
        Bench.Holds("is-json", deep, false);
        Bench.IsLost("is-json: { schema: { type: array } }", deep, "not JSON");
        Bench.Score("contains-json", deep).Outcome.Should().Be(ScoreOutcome.Scored);
        Bench.IsLost("path: $..a", deep, "not JSON");
    }

    [Fact]
    public void An_answer_is_valid_by_a_schema_or_not()
    {
        const string Check = "is-json: { schema: { type: object, required: [category], properties: { category: { enum: [bug, outage] } } } }";
        Bench.Holds(Check, "{\"category\":\"bug\"}", true);
        Bench.Holds(Check, "{\"category\":\"other\"}", false);
        Bench.IsLost(Check, "Sure: {\"category\":\"bug\"}", "to be JSON");
        Bench.Score(Check, "{}").Reason.Should().Be("the answer is not valid by the schema: $ lacks 'category'");
        Score half = Bench.Score(Check, "{\"category\":\"\\ud800\"}");
        (half.Passed, half.Outcome).Should().Be((false, ScoreOutcome.Unscored));
    }

    [Fact]
    public void A_schema_of_a_file_counts_by_its_content()
    {
        string folder = Directory.CreateTempSubdirectory("llmeval-schema-").FullName;
        try
        {
            string file = Path.Combine(folder, "a.schema.json");
            File.WriteAllText(file, """{"required":["a"]}""");
            string first = Key("a.schema.json");
            File.WriteAllText(file, """{ "required": [ "a" ] }""");
            Key("a.schema.json").Should().Be(first, "layout is no content");
            File.Move(file, Path.Combine(folder, "b.yml"));
            Key("b.yml").Should().Be(first, "the path is no content");
            File.WriteAllText(Path.Combine(folder, "b.yml"), "required: [b]");
            Key("b.yml").Should().NotBe(first);
            Mistakes("../b.yml").Should().ContainSingle().Which.Code.Should().Be("LLM1014");
            Mistakes("none.json").Should().ContainSingle().Which.Code.Should().Be("LLM1013");
            File.WriteAllText(Path.Combine(folder, "c.json"), "{\n \"unevaluatedItems\": false }");
            Mistakes("c.json").Should().ContainSingle().Which.Location.Should().Match<Location>(l => l.File.EndsWith("c.json") && l.Line == 2);
        }
        finally { Directory.Delete(folder, recursive: true); }

        string Key(string path) => Bind(path, new DiagnosticBag()).Suite.Checks.Single().Metric.ScorerKey;
        IReadOnlyList<Diagnostic> Mistakes(string path)
        {
            DiagnosticBag bag = new();
            Bind(path, bag);
            return bag.Items;
        }

        SuiteChecks Bind(string path, DiagnosticBag bag)
        {
            LocatedNode node = YamlReader.Parse($"- is-json: {path}", Path.Combine(folder, "s.eval.yml"), new DiagnosticBag())!;
            return SuiteChecks.Bind(((SequenceNode)node).Items, CheckRegistry.BuiltIn, bag, new CheckScope { ProjectDirectory = folder });
        }
    }

    private static int Measure(byte[] text)
    {
        System.Text.Json.Utf8JsonReader reader = new(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is System.Text.Json.JsonTokenType.EndObject or System.Text.Json.JsonTokenType.EndArray && reader.CurrentDepth == 0) { return (int)reader.BytesConsumed; }
            }
        }
        catch (System.Text.Json.JsonException) { }

        return 0;
    }

    private static readonly Gen<string> s_texts = Gen.Elements("a", " ", "\n", "}", "]", "\"", ",", "é", "😀", ":", "```").ListOf().Select(string.Concat);

    private static readonly Gen<string> s_json = Gen.Elements("{}", "[]", "{\"a\":\"}\"}", "[1,[2,{\"é😀\":\"]\\\"\"}]]", "{ \"x\" : [ null , -1.5e3 ] }");

    private static readonly Gen<string> s_noise = Gen
        .Elements("{", "}", "[", "]", "\"", "\\", ",", ":", "1", "true", " ", "é", "<a>", "</a>", "<a", "/>", "<b x='1'/>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&", "\r", "\n", "<?x ?>", "</a >", "<c:d>", ">")
        .ListOf().Select(string.Concat);
}
