using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring.Safety;

namespace LlmEval.Scoring.Grounding;

public sealed class GroundingCheckTests
{
    private const string Source = "The tower is 1,330 feet (405 m) tall, was opened on March 31, 1889, and drew 6.9 million visitors in 2015. \u201cIt is a \n beacon\u201d, said Eiffel. See https://tower.example/facts. Three lifts run.";

    [Theory]
    [InlineData("It is 405 metres tall.", 1)]
    [InlineData("It is 1330 ft tall.", 1)]
    [InlineData("It is 1.330 feet tall and 406 m.", 0.5)]
    [InlineData("It is 405 km tall.", 0)]
    [InlineData("It opened on 1889-03-31, in March 1889, on 31.3.1889.", 1)]
    [InlineData("It opened on 1889-03-30.", 0)]
    [InlineData("In 1889 and 2015 it had 6,900,000 visitors and 3 lifts.", 1)]
    [InlineData("He said \"it is a beacon\" at www.tower.example/facts/.", 1)]
    [InlineData("He said \"it is no beacon\".", 0)]
    [InlineData("There are two lifts.", 0)]
    public void The_share_of_facts_in_the_context_is_measured(string answer, double expected)
    {
        Answer given = new() { Text = answer, Passages = [new Passage(Source)] };
        Score score = SafetyBench.Score("grounded-facts", given);
        score.Value.Should().BeApproximately(expected, 1e-12);
        score.Passed.Should().Be(expected == 1);
        score.Evidence.Count.Should().Be(expected == 1 ? 0 : 1);
    }

    [Theory]
    [InlineData("It is 405 m tall. [leave#1]", 1)]
    [InlineData("It is 405 m tall [7], (doc-9).", 1)]
    [InlineData("It has 99 steps (12). [leave#1]", 0)]
    public void The_number_of_a_passage_that_is_cited_is_no_fact(string answer, double expected) =>
        SafetyBench.Score("grounded-facts", new Answer { Text = answer, Passages = [new Passage(Source, "leave#1"), new Passage("x", "doc-9")] }).Value.Should().Be(expected);

    [Fact]
    public void What_is_not_held_is_named_and_shown()
    {
        Score score = SafetyBench.Score("grounded-facts", new Answer { Text = "It has 405 m and 99 steps.", Passages = [new Passage(Source)] });
        score.Reason.Should().Contain("1 of 2").And.Contain("number '99'");
        score.Evidence.Should().Equal(new Evidence(17, 2, "number", "not in the context"));
    }

    [Fact]
    public void The_context_is_the_key_or_the_passages_or_the_messages()
    {
        Answer answer = new() { Text = "It is 42." };
        SafetyBench.Score("grounded-facts: 'it was 42'", answer).Passed.Should().BeTrue();
        SafetyBench.Score("grounded-facts: '{{doc}}'", answer, values: ("doc", "42!")).Passed.Should().BeTrue();
        SafetyBench.Score("grounded-facts", answer, [new ChatTurn("user", "forty-two, 42")]).Passed.Should().BeTrue();
        SafetyBench.Score("grounded-facts", answer with { Passages = [new Passage("41")] }, [new ChatTurn("user", "42")]).Passed.Should().BeFalse();
        SafetyBench.Score("grounded-facts", answer).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        SafetyBench.Score("grounded-facts: x", "No facts.").Outcome.Should().Be(ScoreOutcome.NotApplicable);
    }

    [Fact]
    public void Names_count_when_they_are_asked_for()
    {
        const string Answer = "It was built by Gustave Eiffel.";
        SafetyBench.Score("grounded-facts: { context: said Eiffel }", Answer).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        SafetyBench.Score("grounded-facts: { context: said Eiffel, kinds: [names] }", Answer).Passed.Should().BeFalse();
        SafetyBench.Score("grounded-facts: { context: 'by GUSTAVE  Eiffel!', kinds: names }", Answer).Passed.Should().BeTrue();
        Bench.Mistakes("- grounded-facts: { kinds: [sums] }").Should().ContainSingle().Which.Should().Contain("is not a kind of fact");
    }

    [Theory]
    [InlineData("citations: known", "Ten days [p1], see [p2].", true)]
    [InlineData("citations: known", "Ten days [p1], see [p3].", false)]
    [InlineData("citations: known", "Ten days [p1, p9].", false)]
    [InlineData("citations: known", "Ten days (p2).", true)]
    [InlineData("citations: known", "Ten days (p7), that is (a lot).", false)]
    [InlineData("citations: known", "Ten days \u3010p1\u2020source\u3011.", true)]
    [InlineData("citations: known", "Ten days [1].", false)]
    [InlineData("citations: required", "Ten days [p1].", true)]
    [InlineData("citations: required", "Ten days.", false)]
    [InlineData("citations: { pattern: '<cite>(?<id>[^<]+)</cite>' }", "Ten days <cite>p2</cite>.", true)]
    [InlineData("citations: { pattern: '<cite>(?<id>[^<]+)</cite>' }", "Ten days <cite>p8</cite>.", false)]
    [InlineData("citations: { context-ids: [a1, a2] }", "Ten days [a2].", true)]
    [InlineData("citations: { context-ids: [a1, a2] }", "Ten days [p1].", false)]
    public void Cited_passages_must_exist(string entry, string answer, bool expected)
    {
        Answer given = new() { Text = answer, Passages = [new Passage("x", "p1"), new Passage("y", "P2")] };
        Score score = SafetyBench.Score(entry, given);
        score.Passed.Should().Be(expected);
        SafetyBench.Score($"not-{entry}", given).Passed.Should().Be(!expected);
        if (!expected && answer.Contains("p3", StringComparison.Ordinal)) { score.Evidence.Should().Equal(new Evidence(20, 2, "citation", "no such passage")); }
    }

    [Fact]
    public void Passages_without_ids_are_cited_by_number_and_no_citation_is_nothing_to_judge()
    {
        Answer answer = new() { Text = "So [1] and [2].", Passages = [new Passage("x"), new Passage("y")] };
        SafetyBench.Score("citations", answer).Passed.Should().BeTrue();
        SafetyBench.Score("citations", answer with { Text = "So [3]." }).Passed.Should().BeFalse();
        SafetyBench.Score("citations", answer with { Text = "[link](x) [x] done" }).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        Bench.Mistakes("- citations: { pattern: '(' }").Should().ContainSingle().Which.Should().Contain("not a regular expression");
    }

    [Theory]
    [InlineData("token-f1", "The cat sat.", 0.9)]
    [InlineData("exact", "the CAT sat", 0.5)]
    [InlineData("facts", "3 cats in 2024", 1.0 / 3)]
    public void Agreement_is_the_mean_over_the_other_samples(string by, string answer, double expected)
    {
        (string first, string second) = by == "facts" ? ("5 cats in 2024", "three cats, 2025") : ("cat sat", "a cat sat down");
        if (by == "token-f1") { second = "cat sat a down"; }

        Score score = SafetyBench.Score($"self-consistency: {by}", new Answer { Text = answer },
            siblings: [new Sample { Number = 1, Turns = [new Answer { Text = first }] }, new Sample { Number = 2, Turns = [new Answer { Text = second }] }, new Sample { Number = 3, Turns = [], Trouble = "x" }]);
        score.Value.Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void One_sample_has_nothing_to_agree_with() => Bench.Score("self-consistency", "x").Outcome.Should().Be(ScoreOutcome.NotApplicable);
}
