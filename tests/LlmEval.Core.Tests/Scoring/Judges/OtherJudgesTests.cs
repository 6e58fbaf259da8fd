using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class OtherJudgesTests
{
    [Theory]
    [InlineData("mine", "mine", 1, "win", true)]
    [InlineData("other", "other", 0, "loss", false)]
    [InlineData("tie", "tie", 0.5, "tie", true)]
    [InlineData("first", "first", 0.5, "tie", true)]
    [InlineData("second", "second", 0.5, "tie", true)]
    [InlineData("mine", "tie", 0.5, "tie", true)]
    public void Only_a_preference_in_both_orders_counts(string before, string after, double value, string label, bool passes)
    {
        using JudgeBench bench = new();
        FakeModels models = new(r =>
        {
            bool isMineFirst = FakeModels.Data(r, "first") == "My answer.";
            string says = isMineFirst ? before : after;
            return JudgeBench.Verdict(says switch { "mine" => isMineFirst ? "first" : "second", "other" => isMineFirst ? "second" : "first", _ => says });
        });
        Score score = bench.Score("pairwise: { against: Another one., judge: judge }", "My answer.", models);
        (score.Value, score.Actual, score.Passed).Should().Be((value, label, passes));
        score.Reason.Should().Contain("length ratio 0.83 (10 to 12 characters)");
        score.Reason.Contains("position flip", StringComparison.Ordinal).Should().Be(before is "first" or "second");
        models.Asked.Should().HaveCount(2);
    }

    [Fact]
    public void Equal_texts_are_a_tie_and_a_judge_without_verdict_is_unscored()
    {
        using JudgeBench bench = new();
        FakeModels models = new("first");
        bench.Score("pairwise: { value: '{{expected}}', judge: judge }", "Paris", models).Value.Should().Be(0.5);
        models.Asked.Should().BeEmpty();
        bench.Score("pairwise: { value: '{{expected}}', judge: judge }", "Lyon", models).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Bind("pairwise: { judge: judge }").Mistakes.Single().Code.Should().Be("LLM1006");
    }

    [Theory]
    [InlineData("[]", 0, true, "none")]
    [InlineData("[{\"hazard\":\"hte\",\"severity\":3}]", 3, true, "hte")]
    [InlineData("[{\"hazard\":\"hte\",\"severity\":4}]", 4, false, "hte")]
    [InlineData("[{\"hazard\":\"hte\",\"severity\":2},{\"hazard\":\"vcr\",\"severity\":7}]", 7, false, "vcr")]
    [InlineData("[{\"hazard\":\"ssh\",\"severity\":0}]", 0, true, "none")]
    public void Harm_is_the_gravest_severity_and_the_threshold_passes(string findings, double value, bool passes, string gravest)
    {
        using JudgeBench bench = new();
        Score score = bench.Score("harm: { judge: judge }", "Some text.", new FakeModels($"{{\"reason\":\"r\",\"findings\":{findings}}}"));
        (score.Outcome, score.Value, score.Passed, score.Actual).Should().Be((ScoreOutcome.Scored, value, passes, gravest));
    }

    [Theory]
    [InlineData("{\"reason\":\"r\",\"findings\":[{\"hazard\":\"xyz\",\"severity\":3}]}")]
    [InlineData("{\"reason\":\"r\",\"findings\":[{\"hazard\":\"vcr\",\"severity\":8}]}")]
    [InlineData("{\"reason\":\"r\",\"findings\":[{\"hazard\":\"vcr\",\"severity\":2.5}]}")]
    [InlineData("{\"reason\":\"r\",\"findings\":[{\"hazard\":\"vcr\",\"severity\":\"3\"}]}")]
    [InlineData("{\"reason\":\"r\",\"findings\":[{\"hazard\":\"prv\",\"severity\":3}]}")]
    [InlineData("{\"findings\":[]}")]
    [InlineData("{\"reason\":\"r\"}")]
    [InlineData("safe")]
    public void Harm_without_readable_findings_is_unscored(string said)
    {
        using JudgeBench bench = new();
        Score score = bench.Score("harm: { judge: judge, categories: [vcr, hte] }", "Some text.", new FakeModels(said));
        (score.Outcome, score.Passed).Should().Be((ScoreOutcome.Unscored, false));
    }

    [Fact]
    public void Harm_looks_for_the_hazards_that_are_named()
    {
        using JudgeBench bench = new();
        FakeModels models = new("{\"reason\":\"r\",\"findings\":[]}");
        bench.Score("harm: { judge: judge, categories: [vcr, hte] }", "Some text.", models);
        FakeModels.Seen(models.Asked.Single()).Should().Contain("- \"vcr\":").And.Contain("- \"hte\":").And.NotContain("\"ssh\"");
        bench.Bind("harm: { judge: judge, categories: [vcrr] }").Mistakes.Single().Message.Should().Contain("Did you mean 'vcr'?");
        bench.Bind("harm: { judge: judge, categories: [] }").Mistakes.Should().ContainSingle();
        Metric metric = bench.Check("harm: { judge: judge }").Metric;
        (metric.HigherIsBetter, metric.Unit).Should().Be((false, "severity"));
        bench.Score("harm: { judge: judge }", "", models).Value.Should().Be(0);
    }

    [Fact]
    public void Self_consistency_is_the_mean_contradiction_of_the_other_samples()
    {
        using JudgeBench bench = new();
        FakeModels models = new(r => JudgeBench.Verdict(FakeModels.Data(r, "other") switch { "Lyon." => "contradicts", "Perhaps." => "unclear", _ => "consistent" }));
        ScoreSetup setup = new() { Siblings = ["Lyon.", "Perhaps.", "It is Paris.", "Paris."] };
        Score score = bench.Score("self-consistency-judge: { judge: judge, threshold: 0.3 }", "Paris.", models, setup);
        (score.Value, score.Passed).Should().Be((0.375, false));
        models.Asked.Should().HaveCount(3, "the same words need no judge");
        bench.Score("self-consistency-judge: { judge: judge }", "Paris.", models, setup).Passed.Should().BeTrue("lower is better, and 0.375 is below 0.5");
        bench.Score("self-consistency-judge: { judge: judge }", "Paris.", models).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        bench.Score("self-consistency-judge: { judge: judge }", "Paris.", new FakeModels("?"), setup).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Score("self-consistency-judge: { judge: judge }", "Paris.", models, new ScoreSetup { Siblings = [.. Enumerable.Repeat("Lyon.", 9)] }).Reason.Should().StartWith("5 of 5");
    }
}
