using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class PluginJudgeTests
{
    [Fact]
    public async Task A_plugin_that_asks_a_model_is_judged_twice_as_judges_are()
    {
        CheckRegistry registry = CheckRegistry.BuiltIn.With([Asking with { Origin = "assembly:1" }]);
        BoundCheck check = Bench.Check("asks: { judge: embedder }", registry);
        FakeModels models = new(r => r.Sample == 0 ? "yes" : "no");

        check.Metric.IsJudged.Should().BeTrue();
        JudgeState state = await JudgeHealth.AssessAsync(
            check, [.. Enumerable.Range(0, 4).Select(i => new JudgedAnswer(CaseValues.Of([]), Bench.Sample(new Answer { Text = $"{i}" }), null))], models, TestContext.Current.CancellationToken);

        (state.JudgedTwice, state.Changed, state.IsAdvisory, state.IsCalibrated).Should().Be((4, 4, true, false));
        models.Asked.Select(r => r.Sample).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public void A_plugin_that_asks_nobody_is_no_judge() => Bench.Check("asks", CheckRegistry.BuiltIn.With([Asking with { Origin = "assembly:1", Bind = _ => new Yes(null) }]))
        .Metric.IsJudged.Should().BeFalse();

    private static CheckKind Asking => new()
    {
        Name = "asks",
        Summary = "Asks.",
        Example = "asks",
        Source = "ours",
        Options = [new CheckOption("judge", "text", "Who is asked.")],
        Bind = o => new Yes(o.Model()),
    };

    private sealed class Yes(string? model) : IScorer
    {
        public async ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) =>
            ScorerResult.Of((await context.Models.AskAsync(new ScoringRequest { Model = model!, Messages = [] }, cancellationToken)).Text == "yes" ? 1 : 0);
    }
}
