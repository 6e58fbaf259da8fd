using LlmEval.Model;

namespace LlmEval.Scoring.Text;

public sealed class EqualsCheckTests
{
    [Theory]
    [InlineData("outage", true)]
    [InlineData("Outage", false)]
    [InlineData("outage\n", false)]
    [InlineData(" outage", false)]
    [InlineData("", false)]
    [InlineData("an outage", false)]
    public void The_whole_answer_is_compared_as_it_is(string answer, bool expected) => Bench.Holds("equals: outage", answer, expected);

    [Fact]
    public void The_empty_text_can_be_expected()
    {
        Bench.Holds("equals: ''", "", true);
        Bench.Holds("equals: ''", " ", false);
    }

    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("\ud83d\udc4d\ud83c\udffd", "\ud83d\udc4d")]
    public void Texts_are_not_normalised(string answer, string other)
    {
        Bench.Holds("equals: '{{v}}'", answer, false, ("v", other));
        Bench.Holds("equals: '{{v}}'", answer, true, ("v", answer));
    }

    [Fact]
    public void The_reason_says_what_was_expected_and_what_came() =>
        Bench.Score("equals: outage", "billing").Reason.Should().Be("expected the answer to equal 'outage', got 'billing'");

    [Fact]
    public void The_reason_says_when_only_white_space_differs() =>
        Bench.Score("equals: outage", "outage\n").Reason.Should()
            .Be("expected the answer to equal 'outage' also in its outer white space, got 'outage\\n'");

    [Fact]
    public void A_number_is_taken_as_written() => Bench.Holds("equals: 1.50", "1.50", true);

    [Theory]
    [InlineData("{ path: $.category, value: outage }", true)]
    [InlineData("{ path: $.category, value: billing }", false)]
    [InlineData("{ path: $.category, value: Outage }", false)]
    [InlineData("{ path: $.n, value: 1 }", true)]
    [InlineData("{ path: $.n, value: 1.00 }", true)]
    [InlineData("{ path: $.n, value: '1' }", true)]
    [InlineData("{ path: $.n, value: 2 }", false)]
    [InlineData("{ path: $.digits, value: '1' }", true)]
    [InlineData("{ path: $.digits, value: 1 }", false)]
    [InlineData("{ path: $.digits, value: '1.0' }", false)]
    [InlineData("{ path: $.yes, value: true }", true)]
    [InlineData("{ path: $.yes, value: True }", true)]
    [InlineData("{ path: $.yes, value: 'true' }", true)]
    [InlineData("{ path: $.yes, value: false }", false)]
    [InlineData("{ path: $.word, value: true }", false)]
    [InlineData("{ path: $.nothing, value: null }", true)]
    [InlineData("{ path: $.nothing, value: 'null' }", true)]
    [InlineData("{ path: $.nothing, value: '' }", false)]
    [InlineData("{ path: $.category, value: null }", false)]
    [InlineData("{ path: $.tags, value: '[\"a\", \"b\"]' }", true)]
    [InlineData("{ path: $.tags, value: '[\"b\", \"a\"]' }", false)]
    [InlineData("{ path: '$.tags[*]', value: '[\"a\",\"b\"]' }", true)]
    [InlineData("{ path: '$.tags[0]', value: a }", true)]
    [InlineData("{ path: $.order, value: '{\"y\": 2.0, \"x\": 1}' }", true)]
    [InlineData("{ path: $.order, value: 'x' }", false)]
    [InlineData("{ path: $.big, value: 12345678901234567890123456789012345 }", true)]
    [InlineData("{ path: $.big, value: 12345678901234567890123456789012346 }", false)]
    [InlineData("{ path: $.date, value: '2024-05-01T10:00:00Z' }", true)]
    public void A_value_at_a_path_is_compared_by_what_it_is(string options, bool expected) => Bench.Holds(
        $"equals: {options}",
        """
        { "category": "outage", "n": 1.0, "digits": "1", "yes": true, "word": "true", "nothing": null, "tags": ["a", "b"],
          "order": { "x": 1, "y": 2 }, "big": 12345678901234567890123456789012345, "date": "2024-05-01T10:00:00Z" }
        """,
        expected);

    [Theory]
    [InlineData("outage", "outage", true)]
    [InlineData("outage", "billing", false)]
    [InlineData("3", "3", true)]
    public void A_template_is_filled_in_with_the_cases_values(string answer, string value, bool expected) =>
        Bench.Holds("equals: '{{expected.category}}'", answer, expected, ("expected.category", value));

    [Theory]
    [InlineData("null", null, true)]
    [InlineData("\"\"", null, false)]
    [InlineData("\"null\"", null, false)]
    [InlineData("0", null, false)]
    [InlineData("1.0", "1", true)]
    [InlineData("\"1\"", "1", true)]
    [InlineData("true", "true", true)]
    [InlineData("[1,2]", "[1, 2]", true)]
    public void What_a_template_gives_is_a_text_except_null(string json, string? value, bool expected)
    {
        Bench.Holds("equals: { path: $.x, value: '{{expected.x}}' }", $"{{\"x\":{json}}}", expected, ("expected.x", value));
        Bench.Holds("path: { path: $.x, value: '{{ expected.x }}' }", $"{{\"x\":{json}}}", expected, ("expected.x", value));
    }

    [Theory]
    [InlineData("equals: { path: $.x, value: null }", "\"none\"", "expected $.x to equal null, got 'none'")]
    [InlineData("equals: { path: $.x, value: '{{v}}' }", "\"none\"", "expected $.x to equal null, got 'none'")]
    [InlineData("path: { path: $.x, value: null }", "\"none\"", "expected $.x to equal null, got 'none'")]
    [InlineData("equals: { path: $.x, value: 'null' }", "\"none\"", "expected $.x to equal 'null', got 'none'")]
    [InlineData("equals: { path: $.x, value: none }", "null", "expected $.x to equal 'none', got null")]
    [InlineData("equals: { path: $.x, value: none }", "\"null\"", "expected $.x to equal 'none', got 'null'")]
    public void A_null_is_shown_without_quotes(string entry, string json, string reason) =>
        Bench.Score(entry, $"{{\"x\":{json}}}", ("v", null)).Reason.Should().Be(reason);

    [Theory]
    [InlineData("equals: '{{v}}'")]
    [InlineData("equals: { path: $.x, value: 'a{{v}}' }")]
    [InlineData("levenshtein: '{{v}}'")]
    public void A_null_elsewhere_is_no_value(string entry)
    {
        Score score = Bench.Score(entry, "{\"x\":\"a\"}", ("v", null));
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("no value for 'v'");
    }

    [Fact]
    public void Escaped_braces_are_constant_text() => Bench.Holds("equals: '\\{{v}}'", "{{v}}", true);

    [Fact]
    public void A_variable_without_a_value_leaves_the_case_unscored()
    {
        Score score = Bench.Score("equals: '{{expected.category}}'", "");
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Passed.Should().BeFalse();
    }

    [Theory]
    [InlineData("Sure! {\"category\":\"outage\"}", "not JSON")]
    [InlineData("{\"category\":\"outage\",}", "not JSON")]
    [InlineData("", "empty")]
    [InlineData("{}", "nothing at $.category")]
    [InlineData("[1]", "nothing at $.category")]
    [InlineData("3", "nothing at $.category")]
    [InlineData("{\"category\":\"\\ud800\"}", "half a surrogate pair")]
    public void An_answer_without_the_value_fails_either_form(string answer, string reason) =>
        Bench.IsLost("equals: { path: $.category, value: outage }", answer, reason);

    [Fact]
    public void The_last_of_two_properties_with_one_name_counts() =>
        Bench.Holds("equals: { path: $.a, value: 2 }", "{\"a\":1,\"a\":2}", true);
}
