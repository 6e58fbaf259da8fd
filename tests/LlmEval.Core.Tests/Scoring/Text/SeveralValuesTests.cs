using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

/// <summary>What checks on one text do with several.</summary>
public sealed class SeveralValuesTests
{
    [Theory]
    [InlineData("equals: [yes, Yes]", "Yes", true)]
    [InlineData("equals: [yes, Yes]", "YES", false)]
    [InlineData("equals: { path: $.n, value: [1, null, \"two\"] }", "{\"n\":1.0}", true)]
    [InlineData("equals: { path: $.n, value: [1, null, \"two\"] }", "{\"n\":null}", true)]
    [InlineData("equals: { path: $.n, value: [1, null, \"two\"] }", "{\"n\":\"two\"}", true)]
    [InlineData("equals: { path: $.n, value: [1, null, \"two\"] }", "{\"n\":\"1\"}", false)]
    [InlineData("starts-with: [Dear, Hello]", "Hello Ann", true)]
    [InlineData("starts-with: [Dear, Hello]", "Hi Ann", false)]
    [InlineData("ends-with: [\"!\", \".\"]", "Bye.", true)]
    [InlineData("ends-with: [\"!\", \".\"]", "Bye", false)]
    public void One_of_a_list_has_to_do(string entry, string answer, bool expected) => Bench.Holds(entry, answer, expected);

    [Theory]
    [InlineData("equals: [yes, Yes]", "No", "expected the answer to equal 'yes' or one of 1 more, got 'No'")]
    [InlineData("not-equals: [yes, Yes]", "Yes", "expected the answer not to equal 'Yes' or one of 1 more, got 'Yes'")]
    [InlineData("starts-with: [Dear, Hello]", "Hi", "expected the answer to start with 'Dear' or one of 1 more, got 'Hi'")]
    public void A_reason_says_what_was_expected_and_what_came(string entry, string answer, string reason) => Bench.Score(entry, answer).Reason.Should().Be(reason);

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("[\"yes\",\"Yes\"]", false)]
    public async Task The_items_of_a_cases_list_are_alternatives(string answer, bool expected)
    {
        CaseValues values = new(("expected", CaseValue.OfItems([CaseValue.OfText("yes"), CaseValue.OfText("Yes")])));
        ScoringContext context = new(Bench.Sample(new Answer { Text = answer }), 0, values);

        Score score = await Bench.Check("equals: '{{expected}}'").ScoreAsync(context, CancellationToken.None);

        score.Passed.Should().Be(expected);
        score.Expected.Should().Be("yes", "the others are ways to write the first");
    }

    [Theory]
    [InlineData("contains")]
    [InlineData("icontains")]
    public void A_list_for_contains_must_say_whether_any_or_all_are_meant(string name) =>
        Bench.Mistakes($"- {name}: [a, b]").Should().ContainSingle().Which.Should().Contain("contains-any");

    [Theory]
    [InlineData("equals: []")]
    [InlineData("equals: { path: $.a, value: [[1]] }")]
    [InlineData("equals: [null]")]
    public void Lists_without_a_value_are_mistakes(string entry) => Bench.Mistakes($"- {entry}").Should().ContainSingle();
}
