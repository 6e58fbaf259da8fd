using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating.Baselines;

public sealed class SkippedRowsTests
{
    private static readonly SkippedCase s_bob = new("bob", Location.None, "later");

    [Fact]
    public void A_line_is_put_back_as_it_was_and_in_its_place()
    {
        Baseline committed = Made(["ann", "bob", "cid"], first: 2, heldBack: 1);

        Baseline made = SkippedRows.Into(Made(["ann", "cid"], 2, 1), committed, [s_bob], [Check()], isOverSuite: false);

        made.Cases.Select(c => c.Id).Should().Equal("ann", "bob", "cid");
        made.Cases[1].Should().BeEquivalentTo(committed.Cases[1]);
        made.MustPass.Should().Equal(MustPassState.None, MustPassState.Passed, MustPassState.None);
    }

    [Fact]
    public void First_samples_and_those_held_back_are_cut_to_what_is_accepted_now()
    {
        Baseline committed = Made(["bob"], first: 3, heldBack: 2);

        CaseScores line = SkippedRows.Into(Made(["ann"], 2, 1), committed, [s_bob], [Check()], isOverSuite: false).Cases[1];

        line.Samples.Select(r => r[0].Value).Should().Equal(0, 1, 3);
        line.RequestKey.Should().Be(default(Hash128));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void A_line_with_fewer_samples_cannot_be_kept(int first, int heldBack) =>
        SkippedRows.Into(Made(["ann"], first, heldBack), Made(["bob"], 2, 1), [s_bob], [Check()], isOverSuite: false).Cases.Should().ContainSingle();

    [Fact]
    public void Scores_of_a_check_that_changed_are_left_out()
    {
        CaseScores line = SkippedRows.Into(Made(["ann"], 1, 0), Made(["bob"], 1, 0), [s_bob], [Check() with { ScorerKey = "other" }], isOverSuite: false).Cases[1];

        (line.Samples[0][0].State, line.RequestKey).Should().Be((CellState.Absent, default(Hash128)));
    }

    [Fact]
    public void A_case_that_is_judged_has_the_new_line_and_one_without_a_line_has_none() =>
        SkippedRows.Into(Made(["bob"], 1, 0), Made(["bob"], 2, 0), [s_bob, s_bob with { Id = "zoe" }], [Check()], isOverSuite: false).Cases.Should().ContainSingle()
            .Which.Samples.Should().ContainSingle();

    [Fact]
    public void A_score_over_the_suite_that_was_made_with_the_case_is_not_that_of_the_others()
    {
        Baseline committed = Made(["ann", "bob"], 1, 0) with { SuiteScores = [Over()] };

        Baseline with = SkippedRows.Without(committed, [s_bob]), without = SkippedRows.Without(
            SkippedRows.Into(Made(["ann"], 1, 0) with { SuiteScores = [Over()] }, committed, [s_bob], [Check()], isOverSuite: true), [s_bob]);

        (with.Cases.Count, with.SuiteScores[0].Name, with.SuiteScores[0].Value, with.SuiteScores[0].ScorerKey).Should().Be((1, "accuracy", null, ""));
        (without.Cases.Count, without.SuiteScores[0].Value).Should().Be((1, 0.5));
        SkippedRows.Without(committed, [s_bob with { Id = "zoe" }]).Should().BeSameAs(committed);
    }

    private static Metric Check() => new()
    {
        Name = "m", Check = "contains", Location = Location.None, Unit = "", HigherIsBetter = true, IsBinary = false, IsGated = true, Decides = true, ScorerKey = "key",
    };

    private static BaselineSuiteScore Over() => new() { Name = "accuracy", Check = "accuracy", Unit = "", HigherIsBetter = true, IsGated = true, ScorerKey = "over", Value = 0.5, Count = 2 };

    private static Baseline Made(string[] ids, int first, int heldBack) => new()
    {
        Suite = "s",
        Model = "m",
        ModelIdentity = "i",
        SamplesPerCase = first,
        HeldBackSamples = heldBack,
        IsDeterministic = false,
        Metrics = [BaselineMetric.Of(Check(), null)],
        Cases = [.. ids.Select(id => new CaseScores
        {
            Id = id,
            InputsHash = Hash128.Of(id),
            RequestKey = Hash128.Of("request " + id),
            Samples = [.. Enumerable.Range(0, first + heldBack).Select(i => new[] { new ScoreCell(CellState.Scored, true, i) })],
        })],
        MustPass = [.. ids.Select(id => id == "bob" ? MustPassState.Passed : MustPassState.None)],
    };
}
