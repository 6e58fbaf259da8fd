using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("contains-all: [refund, days]", "a refund in 7 days", true)]
    [InlineData("contains-all: [refund, days]", "a refund", false)]
    [InlineData("contains-all: [refund, days]", "", false)]
    [InlineData("contains-all: 'a, b'", "a, b", true)]
    [InlineData("contains-all: 'a, b'", "a b", false)]
    [InlineData("contains-any: [refund, days]", "in 7 days", true)]
    [InlineData("contains-any: [refund, days]", "Refund", false)]
    [InlineData("icontains-all: [REFUND, days]", "Refund in 7 DAYS", true)]
    [InlineData("icontains-all: [REFUND, days]", "Refund", false)]
    [InlineData("icontains-any: [REFUND, days]", "Refund", true)]
    [InlineData("icontains-any: [REFUND, days]", "money", false)]
    [InlineData("contains-any: { value: [x, y], path: $.t }", "{\"t\":\"xx\"}", true)]
    [InlineData("ends-with: regards", "kind regards", true)]
    [InlineData("ends-with: regards", "kind regards ", false)]
    [InlineData("ends-with: regards", "", false)]
    [InlineData("iequals: Outage", "OUTAGE", true)]
    [InlineData("iequals: Outage", "OUTAGE.", false)]
    [InlineData("iequals: [billing, Outage]", "outage", true)]
    [InlineData("iequals: { value: [a, b], path: $.c }", "{\"c\":\"B\"}", true)]
    [InlineData("regex: ['^a', 'z$']", "xyz", true)]
    [InlineData("regex: ['^a', 'z$']", "xy", false)]
    [InlineData("regex: { value: ['^x', 'z$'], match: all }", "xyz", true)]
    [InlineData("regex: { value: ['^x', 'z$'], match: all }", "xy", false)]
    [InlineData("regex: { value: ['^x', 'z$'], match: any }", "xy", true)]
    [InlineData("word-count: 3", " one  two\nthree ", true)]
    [InlineData("word-count: 3", "one two", false)]
    [InlineData("word-count: 0", "", true)]
    [InlineData("word-count: { min: 2 }", "well-known don't", true)]
    [InlineData("word-count: { min: 2 }", "one", false)]
    [InlineData("word-count: { max: 1 }", "one", true)]
    [InlineData("word-count: { max: 1 }", "one two", false)]
    [InlineData("word-count: { min: 2, max: 3 }", "a b c", true)]
    [InlineData("word-count: { min: 2, max: 3 }", "a b c d", false)]
    [InlineData("exact-match: The Eiffel Tower!", "eiffel tower", true)]
    [InlineData("exact-match: [Paris, The Eiffel Tower]", "an Eiffel tower.", true)]
    [InlineData("exact-match: Paris", "In Paris", false)]
    [InlineData("exact-match: ''", "the", true)]
    [InlineData("exact-match: ''", "none", false)]
    public void A_text_is_judged_both_ways(string entry, string answer, bool expected) => Bench.Holds(entry, answer, expected);

    [Theory]
    [InlineData("contains-all: [refund, days, hours]", "a refund", "contain all of 3 texts (missing: 'days', 'hours')")]
    [InlineData("contains-any: [refund, days]", "no", "contain any of 2 texts (missing: 'refund', 'days')")]
    [InlineData("not-contains-any: [refund, days]", "7 days", "not to contain any of 2 texts (there: 'days')")]
    [InlineData("contains-all: [refund]", "no", "contain 'refund', got 'no'")]
    [InlineData("regex: { value: [a, b], match: all }", "a", "match all of 2 patterns ('a', 'b')")]
    [InlineData("word-count: { min: 2, max: 3 }", "a", "have 2 to 3 words, has 1, got 'a'")]
    [InlineData("word-count: 2", "a", "have 2 words, has 1")]
    [InlineData("word-count: { min: 2 }", "a", "have at least 2 words")]
    [InlineData("word-count: { max: 0 }", "a", "have 0 words")]
    [InlineData("exact-match: [Paris, London]", "Rome", "match 'Paris' or one of 1 more but for case")]
    [InlineData("levenshtein: { value: [abcd, ab], threshold: 0 }", "abc", "1 edits between 'abc' and 'abcd'")]
    public void A_reason_names_what_is_amiss(string entry, string answer, string reason) => Bench.Score(entry, answer).Reason.Should().Contain(reason);

    [Theory]
    [InlineData("contains-all: ['{{v}}', x]")]
    [InlineData("icontains-any: '{{v}}'")]
    [InlineData("ends-with: '{{v}}'")]
    [InlineData("regex: ['{{v}}', x]")]
    public void A_template_that_turns_out_empty_is_no_pass(string entry) =>
        Bench.Score(entry, "x", ("v", "")).Outcome.Should().Be(ScoreOutcome.Unscored);

    [Theory]
    [InlineData("contains-all: { path: $.a, value: x }")]
    [InlineData("ends-with: { path: $.a, value: x }")]
    [InlineData("iequals: { path: $.a, value: x }")]
    [InlineData("exact-match: { path: $.a, value: x }")]
    [InlineData("word-count: { path: $.a, min: 1 }")]
    public void Without_the_value_at_the_path_either_form_fails(string entry) => Bench.IsLost(entry, "{\"b\":\"x\"}", "nothing at $.a");

    [Fact]
    public void The_closest_of_several_texts_counts() => Bench.Score("levenshtein: [abcdef, abc, xyz]", "abd").Value.Should().Be(1);

    [Fact]
    public void Every_kind_of_this_family_documents_its_keys()
    {
        foreach (CheckKind kind in TextChecks.All)
        {
            kind.Options.Should().NotBeEmpty(kind.Name);
            kind.Options.Select(o => o.Key).Should().OnlyHaveUniqueItems(kind.Name);
            kind.Options.Should().Contain(o => o.Key == "path", kind.Name);
            Bench.Mistakes($"- {kind.Example}").Should().BeEmpty(kind.Name);
        }
    }
}
