using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Scoring.Judges;

namespace LlmEval.Scoring;

public sealed class NegationTests
{
    [Theory]
    [InlineData("equals: '{{v}}'")]
    [InlineData("contains: '{{v}}'")]
    [InlineData("icontains: '{{v}}'")]
    [InlineData("starts-with: '{{v}}'")]
    [InlineData("is-json")]
    [InlineData("levenshtein: { value: '{{v}}', threshold: 3 }")]
    public void The_opposite_passes_exactly_when_the_check_does_not(string entry)
    {
        BoundCheck check = Bench.Check(entry);
        BoundCheck opposite = Bench.Check($"not-{entry}");
        Prop.ForAll<string?, NonEmptyString>((answer, value) =>
        {
            (string, string?) values = ("v", value.Get);
            Score score = Bench.Score(check, new Answer { Text = answer ?? "" }, values);
            Score not = Bench.Score(opposite, new Answer { Text = answer ?? "" }, values);
            return score.Outcome == ScoreOutcome.Scored && not.Outcome == ScoreOutcome.Scored && score.Passed != not.Passed
                && (!check.Kind.IsBinary || score.Value + not.Value == 1);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("equals")]
    [InlineData("contains")]
    [InlineData("icontains")]
    [InlineData("starts-with")]
    [InlineData("ends-with")]
    [InlineData("iequals")]
    [InlineData("contains-all")]
    [InlineData("icontains-any")]
    public void Every_text_equals_contains_and_starts_with_itself(string name)
    {
        BoundCheck check = Bench.Check($"{name}: '{{{{v}}}}'");
        Prop.ForAll<NonEmptyString>(text => Bench.Score(check, new Answer { Text = text.Get }, ("v", text.Get)).Passed).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_kind_has_a_complete_entry_and_an_example_that_binds()
    {
        CheckRegistry.BuiltIn.Kinds.Select(k => k.Name).Should().BeInAscendingOrder(StringComparer.Ordinal).And.Contain(
            ["contains", "equals", "icontains", "is-json", "latency", "levenshtein", "path", "regex", "starts-with"]);
        foreach (CheckKind kind in CheckRegistry.BuiltIn.Kinds)
        {
            new[] { kind.Summary, kind.Source, kind.Example, kind.Unit, kind.Range }.Should().NotContain(string.Empty);
            if (!kind.IsOverSuite && !JudgeChecks.All.Contains(kind)) { Bench.Check(kind.Example).Kind.Should().BeSameAs(kind); }
        }
    }
}
