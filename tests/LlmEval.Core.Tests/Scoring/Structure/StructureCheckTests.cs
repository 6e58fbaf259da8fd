using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure;

public sealed class StructureCheckTests
{
    [Theory]
    [InlineData("{\"a\":1}", true)]
    [InlineData(" [1, 2]\n", true)]
    [InlineData("\"text\"", true)]
    [InlineData("null", true)]
    [InlineData("1e5", true)]
    [InlineData("{\"a\":1,\"a\":2}", true)]
    [InlineData("\"\\ud800\"", true)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("{'a':1}", false)]
    [InlineData("{a:1}", false)]
    [InlineData("{\"a\":1} and more", false)]
    [InlineData("{\"a\":1}{\"b\":2}", false)]
    [InlineData("```json\n{\"a\":1}\n```", false)]
    [InlineData("{\"a\":NaN}", false)]
    [InlineData("01", false)]
    [InlineData("+1", false)]
    [InlineData("{\"a\":1} // c", false)]
    [InlineData("\"a\nb\"", false)]
    [InlineData("\ufeff{}", false)]
    [InlineData("{\"a\":", false)]
    public void Json_is_what_rfc_8259_says(string answer, bool expected) => Bench.Holds("is-json", answer, expected);

    [Fact]
    public void Half_a_surrogate_pair_is_not_json() => Bench.Holds("is-json", "\"" + '\ud800' + "\"", false);

    [Fact]
    public void Nesting_beyond_64_levels_is_not_json()
    {
        Bench.Holds("is-json", new string('[', 64) + new string(']', 64), true);
        Bench.Holds("is-json", new string('[', 65) + new string(']', 65), false);
        Bench.Holds("is-json", new string('[', 1_000_000), false);
    }

    [Fact]
    public void Json_inside_a_string_is_judged_at_its_path()
    {
        Bench.Holds("is-json: { path: $.arguments }", "{\"arguments\":\"{\\\"id\\\":1}\"}", true);
        Bench.Holds("is-json: { path: $.arguments }", "{\"arguments\":\"{id:1}\"}", false);
    }

    [Fact]
    public void The_reason_names_the_place() =>
        Bench.Score("is-json", "{\"a\":1,\n}").Reason.Should().Contain("line 2, byte 1");

    [Theory]
    [InlineData("path: $.a", true)]
    [InlineData("path: $.a.b", true)]
    [InlineData("path: $.nothing", true)]
    [InlineData("path: '$[''a'']'", true)]
    [InlineData("path: $..b", true)]
    [InlineData("path: '$.list[1]'", true)]
    [InlineData("path: '$.list[?(@ > 1)]'", true)]
    [InlineData("path: $", true)]
    [InlineData("path: $.x", false)]
    [InlineData("path: '$.list[2]'", false)]
    [InlineData("path: $.a.b.c", false)]
    [InlineData("path: '$.list[?(@ > 5)]'", false)]
    [InlineData("path: { path: $.a.b, value: c }", true)]
    [InlineData("path: { path: $.a.b, value: d }", false)]
    [InlineData("path: { path: $.x, value: d }", false)]
    [InlineData("path: { path: $.nothing, value: null }", true)]
    [InlineData("path: { path: '$.list[*]', value: '[1,2]' }", true)]
    public void A_path_selects_or_not(string entry, bool expected) =>
        Bench.Holds(entry, "{\"a\":{\"b\":\"c\"},\"nothing\":null,\"list\":[1,2]}", expected);

    [Theory]
    [InlineData("$")]
    [InlineData("$.a")]
    [InlineData("$.a.b")]
    [InlineData("$.a-b")]
    [InlineData("$.größe")]
    [InlineData("$.list[0]")]
    [InlineData("$.list[1][0].x_1")]
    [InlineData("$.list[2]")]
    [InlineData("$.list.x")]
    [InlineData("$.a[0]")]
    [InlineData("$.list[0].y")]
    [InlineData("$.7")]
    [InlineData("$[0]")]
    [InlineData("$.list[99999999]")]
    public void A_simple_path_selects_what_the_general_evaluator_selects(string path)
    {
        AnswerJson answer = AnswerJson.Parse(
            """{ "a": 0, "a": { "b": 1.50 }, "a-b": "c", "größe": null, "7": 7, "list": [{ "x": 1 }, [{ "x_1": [true] }]] }""");
        DiagnosticBag diagnostics = new();
        JsonPath general = JsonPath.Parse(new ScalarNode(Location.None, path, ScalarKind.Text), "a check", diagnostics)!;
        diagnostics.Items.Should().BeEmpty();
        SimplePath.Parse(path)!.Select(answer.Root!.Value)?.GetRawText().Should().Be(general.Walk(answer)?.GetRawText());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("$.")]
    [InlineData("$..a")]
    [InlineData("$.*")]
    [InlineData("$.list[*]")]
    [InlineData("$.list[-1]")]
    [InlineData("$.list[0:1]")]
    [InlineData("$['a']")]
    [InlineData("$.a b")]
    [InlineData("$a")]
    [InlineData("$.a[0")]
    public void Any_other_path_is_left_to_the_general_evaluator(string path) => SimplePath.Parse(path).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("no JSON here")]
    [InlineData("{\"a\":1,}")]
    public void An_answer_that_is_not_json_fails_a_path_and_its_opposite(string answer) => Bench.IsLost("path: $.a", answer, "the answer is");
}
