using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

public sealed class TextCheckTests
{
    [Theory]
    [InlineData("contains: refund", "we refund you", true)]
    [InlineData("contains: refund", "Refund", false)]
    [InlineData("contains: refund", "", false)]
    [InlineData("contains: 'a'", "\u00e1", false)]
    [InlineData("contains: 'e'", "e\u0301", true)]
    [InlineData("contains: \"a\\nb\"", "a\r\nb", false)]
    [InlineData("contains: 42", "the answer is 42", true)]
    [InlineData("contains: { path: $.text, value: b }", "{\"text\":\"abc\",\"b\":1}", true)]
    [InlineData("contains: { path: $.text, value: d }", "{\"text\":\"abc\",\"d\":1}", false)]
    [InlineData("contains: { path: $.list, value: '\"x\"' }", "{\"list\":[\"x\"]}", true)]
    [InlineData("icontains: REFUND", "we refund you", true)]
    [InlineData("icontains: refund", "WE REFUND", true)]
    [InlineData("icontains: refund", "we return", false)]
    [InlineData("icontains: 'straße'", "STRASSE", false)]
    [InlineData("icontains: 'größe'", "GRÖßE", true)]
    [InlineData("starts-with: Dear", "Dear customer", true)]
    [InlineData("starts-with: Dear", " Dear customer", false)]
    [InlineData("starts-with: Dear", "dear", false)]
    [InlineData("starts-with: Dear", "De", false)]
    [InlineData("starts-with: Dear", "", false)]
    [InlineData("regex: '^\\d{4}$'", "2024", true)]
    [InlineData("regex: '^\\d{4}$'", "in 2024", false)]
    [InlineData("regex: '\\d{4}'", "in 2024", true)]
    [InlineData("regex: '(?i)yes'", "YES", true)]
    [InlineData("regex: yes", "YES", false)]
    [InlineData("regex: '^$'", "", true)]
    [InlineData("regex: { path: $.id, value: '^T-\\d+$' }", "{\"id\":\"T-17\"}", true)]
    public void A_text_is_judged_both_ways(string entry, string answer, bool expected) => Bench.Holds(entry, answer, expected);

    [Theory]
    [InlineData("contains: { path: $.a, value: x }")]
    [InlineData("icontains: { path: $.a, value: x }")]
    [InlineData("starts-with: { path: $.a, value: x }")]
    [InlineData("regex: { path: $.a, value: x }")]
    public void Without_the_value_at_the_path_either_form_fails(string entry)
    {
        Bench.IsLost(entry, "xx", "not JSON");
        Bench.IsLost(entry, "{\"b\":\"x\"}", "nothing at $.a");
    }

    [Theory]
    [InlineData("contains")]
    [InlineData("icontains")]
    [InlineData("starts-with")]
    [InlineData("regex")]
    [InlineData("not-contains")]
    public void A_template_that_turns_out_empty_is_no_pass(string name)
    {
        Score score = Bench.Score($"{name}: '{{{{v}}}}'", "anything", ("v", ""));
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("empty");
    }

    [Theory]
    [InlineData("icontains: TITLE", "title", true)]
    [InlineData("icontains: 'İ'", "i", false)]
    [InlineData("icontains: 'ı'", "I", false)]
    [InlineData("regex: '(?i)TITLE'", "title", true)]
    [InlineData("equals: { path: $.n, value: 1.5 }", "{\"n\":1.50}", true)]
    public void Letters_and_numbers_mean_the_same_under_every_culture(string entry, string answer, bool expected)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(string.Empty) { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Bench.Holds(entry, answer, expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_pattern_may_come_from_the_case() => Bench.Holds("regex: '^{{v}}$'", "abc", true, ("v", "a.c"));

    [Fact]
    public void A_bad_pattern_from_the_case_leaves_it_unscored() =>
        Bench.Score("regex: '{{v}}'", "abc", ("v", "(")).Outcome.Should().Be(ScoreOutcome.Unscored);

    [Fact]
    public void A_pattern_that_explodes_leaves_the_case_unscored_with_the_cause()
    {
        Score score = Bench.Score("regex: '^(a+)+$'", new string('a', 40) + "!");
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("took more than 1 s");
    }

    [Fact]
    public void Reasons_quote_on_one_line_and_in_bounds()
    {
        string reason = Bench.Score("contains: x", string.Concat(Enumerable.Repeat("\ud83d\udc4d\n", 5000))).Reason;
        reason.Length.Should().BeLessThan(300);
        reason.Should().NotContain("\n").And.Contain("\\n").And.Contain("15000 characters");
    }

    [Fact]
    public void Reasons_never_cut_a_character_in_half()
    {
        string reason = Bench.Score("contains: x", "a" + string.Concat(Enumerable.Repeat("\ud83d\udc4d", 100))).Reason;
        Action encode = () => new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(reason);
        encode.Should().NotThrow();
    }
}
