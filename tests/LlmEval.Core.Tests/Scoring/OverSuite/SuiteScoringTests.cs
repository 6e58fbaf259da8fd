using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Scoring.OverSuite;

public sealed class SuiteScoringTests
{
    private static ScoredCase Case => new(
        new EvalCase { Id = "a", Location = Location.None, Vars = LlmEval.Documents.CaseValue.Empty, InputsHash = default }, [Bench.Sample(new Answer { Text = "x" })], [[]]);

    private static SuiteScore Score(ISuiteScorer scorer, TimeSpan limit)
    {
        CheckKind kind = new()
        {
            Name = "mine", Summary = "Mine.", Example = "mine", Source = "me", IsBinary = false, IsGated = false, Unit = "ratio",
            TimeLimit = limit, BindSuite = _ => () => scorer,
        };
        SuiteChecks checks = Bench.Suite("- mine", registry: CheckRegistry.BuiltIn.With([kind]));
        SuiteScoring scoring = new(checks.OverSuite, [], new UsageScorer(null, 1), TestContext.Current.CancellationToken);
        scoring.Add(Case);
        scoring.Add(Case);
        return scoring.Result().Single();
    }

    [Fact]
    public void A_scorer_of_a_plug_in_that_hangs_is_unscored_within_its_time_limit_and_not_called_again()
    {
        using ManualResetEventSlim never = new();
        Scorer hanging = new(() => never.Wait(TestContext.Current.CancellationToken));

        SuiteScore score = Score(hanging, TimeSpan.FromMilliseconds(50));

        never.Set();
        (score.Outcome, hanging.Calls).Should().Be((ScoreOutcome.Unscored, 1));
        score.Reason.Should().Be("the scorer gave no result within 0.05 s");
    }

    [Fact]
    public void One_that_cancels_by_itself_is_unscored_too()
    {
        SuiteScore score = Score(new Scorer(() => throw new OperationCanceledException("of its own")), TimeSpan.FromMinutes(10));
        (score.Outcome, score.Reason).Should().Be((ScoreOutcome.Unscored, "the scorer failed: OperationCanceledException: of its own"));
    }

    private sealed class Scorer(Action work) : ISuiteScorer
    {
        private int _calls;

        public int Calls => _calls;

        public void Add(ScoredCase scored)
        {
            Interlocked.Increment(ref _calls);
            work();
        }

        public SuiteScorerResult Result() => SuiteScorerResult.Of(1, 1, "fine");
    }
}
