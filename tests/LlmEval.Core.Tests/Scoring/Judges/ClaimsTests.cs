using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class ClaimsTests
{
    private const string Answer = "Paris is the capital. It has 3 million people.";

    private static readonly string s_two = JudgeBench.Claims(("Paris is the capital of France.", "Paris is the capital."), ("Paris has 3 million people.", "It has 3 million people."));

    [Theory]
    [InlineData("groundedness")]
    [InlineData("context-faithfulness")]
    public void Groundedness_is_the_share_of_the_claims_that_the_context_supports(string kind)
    {
        using JudgeBench bench = new();
        FakeModels models = Split(s_two, claim => claim.Contains("capital", StringComparison.Ordinal) ? "supported" : "contradicted");
        Score score = bench.Score($"{kind}: {{ judge: judge }}", Answer, models);
        (score.Value, score.Passed).Should().Be((0.5, false));
        score.Reason.Should().Be("1 of 2 claims are supported; contradicted: 'Paris has 3 million people.'");
        score.Evidence.Select(e => (Answer.Substring(e.Start, e.Length), e.Label)).Should().Equal(("Paris is the capital.", "claim 1"), ("It has 3 million people.", "claim 2"));
        score.Evidence[1].Note.Should().Be("contradicted: 'Paris has 3 million people.' because");
        FakeModels.Data(models.Asked.Last(), "context").Should().Be("[geo] Paris is the capital of France.\n\n[pop] France has 68 million inhabitants.");
        models.Asked.Should().HaveCount(3);
        bench.Score($"{kind}: {{ judge: judge, threshold: 0.5 }}", Answer, models).Passed.Should().BeTrue();
    }

    [Fact]
    public void What_the_context_does_not_mention_is_not_supported()
    {
        using JudgeBench bench = new();
        bench.Score("groundedness: { judge: judge }", Answer, Split(s_two, _ => "not-mentioned")).Value.Should().Be(0);
        bench.Score("groundedness: { judge: judge }", Answer, Split(s_two, _ => "supported")).Value.Should().Be(1);
    }

    [Fact]
    public void The_context_can_be_named()
    {
        using JudgeBench bench = new();
        FakeModels models = Split(s_two, _ => "supported");
        bench.Score("groundedness: { judge: judge, context: ['One {{expected}}', Two] }", Answer, models, new ScoreSetup { Passages = [] }).Value.Should().Be(1);
        FakeModels.Data(models.Asked.Last(), "context").Should().Be("[1] One Paris\n\n[2] Two");
    }

    [Fact]
    public void Without_a_claim_there_is_nothing_to_judge()
    {
        using JudgeBench bench = new();
        FakeModels models = Split(JudgeBench.Claims(), _ => "supported");
        bench.Score("groundedness: { judge: judge }", "Hello!", models).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        models.Asked.Should().HaveCount(1);
        bench.Score("groundedness: { judge: judge }", "", models).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        models.Asked.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("not JSON", "is not JSON")]
    [InlineData("{}", "no list of claims")]
    [InlineData("{\"claims\":\"x\"}", "no list of claims")]
    [InlineData("{\"claims\":[{\"claim\":\"x\"}]}", "no list of claims")]
    [InlineData("{\"claims\":[{\"claim\":\"  \",\"quote\":\"x\"}]}", "no list of claims")]
    [InlineData("{\"claims\":[1]}", "no list of claims")]
    public void A_list_of_claims_that_cannot_be_read_is_unscored(string said, string cause)
    {
        using JudgeBench bench = new();
        Score score = bench.Score("groundedness: { judge: judge }", Answer, Split(said, _ => "supported"));
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain(cause);
    }

    [Fact]
    public void One_claim_without_a_verdict_leaves_the_whole_sample_unscored()
    {
        using JudgeBench bench = new();
        bench.Score("groundedness: { judge: judge }", Answer, Split(s_two, c => c.Contains("million", StringComparison.Ordinal) ? "maybe" : "supported")).Outcome.Should().Be(ScoreOutcome.Unscored);
    }

    [Fact]
    public void More_claims_than_the_most_are_unscored_and_not_judged_in_part()
    {
        using JudgeBench bench = new();
        FakeModels models = Split(JudgeBench.Claims([.. Enumerable.Range(0, 31).Select(i => ($"Claim {i}.", "x"))]), _ => "supported");
        Score score = bench.Score("groundedness: { judge: judge }", Answer, models);
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("31 claims").And.Contain("max-claims");
        models.Asked.Should().HaveCount(1);
        bench.Score("groundedness: { judge: judge, max-claims: 31 }", Answer, models).Value.Should().Be(1);
    }

    [Fact]
    public void A_quote_that_is_not_in_the_answer_has_no_place()
    {
        using JudgeBench bench = new();
        Evidence evidence = bench.Score("groundedness: { judge: judge }", Answer, Split(JudgeBench.Claims(("A.", "made up")), _ => "supported")).Evidence.Single();
        (evidence.Start, evidence.Length).Should().Be((0, 0));
    }

    [Fact]
    public void Answer_relevance_is_the_share_of_claims_that_bear_on_the_question()
    {
        using JudgeBench bench = new();
        FakeModels models = Split(s_two, c => c.Contains("capital", StringComparison.Ordinal) ? "relevant" : "irrelevant");
        bench.Score("answer-relevance: { judge: judge }", Answer, models, new ScoreSetup { Passages = [] }).Value.Should().Be(0.5);
        FakeModels.Data(models.Asked.Last(), "question").Should().Be("What is the capital of France?");
        bench.Score("answer-relevance: { judge: judge }", "Hm!", Split(JudgeBench.Claims(), _ => "relevant")).Outcome.Should().Be(ScoreOutcome.NotApplicable);
    }

    [Fact]
    public void Context_recall_splits_the_reference_and_not_the_answer()
    {
        using JudgeBench bench = new();
        FakeModels models = Split(s_two, c => c.Contains("capital", StringComparison.Ordinal) ? "supported" : "not-mentioned");
        Score score = bench.Score("context-recall: { value: 'The reference: {{expected}}', judge: judge, threshold: 0.5 }", "", models);
        (score.Value, score.Passed).Should().Be((0.5, true));
        FakeModels.Data(models.Asked.First(), "text").Should().Be("The reference: Paris");
        score.Evidence.Should().OnlyContain(e => e.Length == 0, "the claims are the reference's");
        bench.Score("context-recall: { value: x, judge: judge }", "a", models, new ScoreSetup { Passages = [] }).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Score("context-recall: { value: x, judge: judge }", "a", Split(JudgeBench.Claims(), _ => "supported")).Outcome.Should().Be(ScoreOutcome.NotApplicable);
    }

    [Fact]
    public void Context_relevance_is_the_share_of_the_passages_that_help()
    {
        using JudgeBench bench = new();
        FakeModels models = new(r => JudgeBench.Verdict(FakeModels.Data(r, "passage").Contains("capital", StringComparison.Ordinal) ? "relevant" : "irrelevant"));
        Score score = bench.Score("context-relevance: { judge: judge, threshold: 0.5 }", "whatever", models);
        (score.Value, score.Passed).Should().Be((0.5, true));
        score.Evidence.Select(e => e.Label).Should().Equal("passage geo", "passage pop");
        bench.Score("context-relevance: { judge: judge, max-passages: 1 }", "x", models).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Score("context-relevance: { judge: judge }", "x", models, new ScoreSetup { Passages = [] }).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Score("context-relevance: { judge: judge }", "x", new FakeModels("?")).Outcome.Should().Be(ScoreOutcome.Unscored);
    }

    private static FakeModels Split(string claims, Func<string, string> verdict) => new(r =>
        r.Parameters.JsonSchema!.Contains("\"claims\"", StringComparison.Ordinal) ? claims : JudgeBench.Verdict(verdict(FakeModels.Data(r, "claim"))));
}
