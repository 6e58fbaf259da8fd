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
    [InlineData("")]
    [InlineData("no JSON here")]
    [InlineData("{\"a\":1,}")]
    public void An_answer_that_is_not_json_fails_a_path_and_its_opposite(string answer) => Bench.IsLost("path: $.a", answer, "the answer is");
}
