using LlmEval.Model;

namespace LlmEval.Scoring;

public sealed class PluginScorerTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_users_scorer_is_bound_like_a_built_in_one()
    {
        CheckRegistry registry = CheckRegistry.BuiltIn.With([Kind((c, _) => new(ScorerResult.Of(c.Answer.Text.Length / 10.0)))]);
        BoundCheck check = Bench.Check("mine: { threshold: 0.5 }", registry);
        Bench.Score(check, new Answer { Text = "12345" }).Passed.Should().BeTrue("the bound itself passes");
        Bench.Score(check, new Answer { Text = "1234" }).Should().BeEquivalentTo(new { Value = 0.4, Passed = false });
        BoundCheck opposite = Bench.Check("not-mine: { threshold: 0.5 }", registry);
        Bench.Score(opposite, new Answer { Text = "1234" }).Should().BeEquivalentTo(new { Value = 0.4, Passed = true });
        (opposite.Metric.Name, opposite.Metric.HigherIsBetter, opposite.Metric.Unit).Should().Be(("not-mine", false, "ratio"));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        Action act = () => CheckRegistry.BuiltIn.With([Kind((_, _) => default) with { Name = "equals" }]);
        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_result_that_was_never_made_leaves_the_sample_unscored() =>
        Unscored(Kind((_, _) => default)).Should().Be("the scorer gave no result");

    [Fact]
    public void A_scorer_that_throws_leaves_the_sample_unscored() =>
        Unscored(Kind((_, _) => throw new InvalidOperationException("no\nluck"))).Should().Be("the scorer failed: InvalidOperationException: no\\nluck");

    [Fact]
    public void A_scorer_that_throws_later_leaves_the_sample_unscored() =>
        Unscored(Kind(async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        })).Should().Contain("later");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.01)]
    [InlineData(-0.01)]
    public void A_value_out_of_the_range_leaves_the_sample_unscored(double value) =>
        Unscored(Kind((_, _) => new(ScorerResult.Of(value)))).Should().StartWith("the scorer gave");

    [Fact]
    public void A_binary_scorer_gives_0_or_1() =>
        Unscored(Kind((_, _) => new(ScorerResult.Of(0.5))) with { IsBinary = true }).Should().Be("the scorer gave 0.5, which is not 0 or 1");

    [Fact]
    public void A_scorer_that_waits_forever_is_left_and_told_so()
    {
        bool told = false;
        Unscored(Kind(async (_, token) =>
        {
            using CancellationTokenRegistration registration = token.Register(() => told = true);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return default;
        }) with { TimeLimit = s_short }).Should().Be("the scorer gave no result within 0.05 s");
        told.Should().BeTrue();
    }

    [Fact]
    public void A_scorer_that_blocks_its_thread_is_left()
    {
        using ManualResetEventSlim end = new();
        Unscored(Kind((_, _) =>
        {
            end.Wait(CancellationToken.None);
            return default;
        }) with { TimeLimit = s_short }).Should().Contain("no result within");
        end.Set();
    }

    [Fact]
    public async Task Cancelling_the_run_is_no_score()
    {
        using CancellationTokenSource cancelled = new();
        BoundCheck check = Bench.Check("mine", new CheckRegistry([Kind(async (_, token) =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return default;
        })]));
        ScoringContext context = new(Bench.Sample(new Answer { Text = "x" }), 0, CaseValues.Of([]));
        Func<Task> act = async () => await check.ScoreAsync(context, cancelled.Token);
        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void A_scorer_that_cancels_itself_leaves_the_sample_unscored() =>
        Unscored(Kind((_, _) => throw new OperationCanceledException("mine"))).Should().Contain("mine");

    [Fact]
    public void Nothing_to_judge_is_its_own_outcome()
    {
        Score score = Score(Kind((_, _) => new(ScorerResult.NotApplicable("no claims"))));
        (score.Outcome, score.Passed, score.Reason).Should().Be((ScoreOutcome.NotApplicable, false, "no claims"));
    }

    [Fact]
    public void Options_of_its_own_are_read_and_typed()
    {
        CheckRegistry registry = new([Kind((_, _) => default) with
        {
            Bind = options =>
            {
                options.Keys.Choice("mode", "fast", "slow");
                return new Scorer((_, _) => default);
            },
        }]);
        DiagnosticBag diagnostics = new();
        Bench.Suite("- mine: { mode: quick }\n- mine: { mod: fast, metric: b }", diagnostics, registry);
        diagnostics.Items.Select(d => d.Code).Should().Equal("LLM1003", "LLM1002");
    }

    private static string Unscored(CheckKind kind)
    {
        Score score = Score(kind);
        (score.Outcome, score.Passed, score.Value).Should().Be((ScoreOutcome.Unscored, false, 0));
        return score.Reason;
    }

    private static Score Score(CheckKind kind) => Bench.Score(Bench.Check("mine", new CheckRegistry([kind])), new Answer { Text = "x" });

    private static CheckKind Kind(Func<ScoringContext, CancellationToken, ValueTask<ScorerResult>> score) => new()
    {
        Name = "mine",
        Summary = "Mine.",
        Example = "mine",
        Source = "me",
        Unit = "ratio",
        IsBinary = false,
        TimeLimit = TimeSpan.FromMinutes(5),
        Bind = _ => new Scorer(score),
    };

    private sealed class Scorer(Func<ScoringContext, CancellationToken, ValueTask<ScorerResult>> score) : IScorer
    {
        public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => score(context, cancellationToken);
    }
}
