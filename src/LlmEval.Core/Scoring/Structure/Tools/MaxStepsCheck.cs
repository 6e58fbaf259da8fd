namespace LlmEval.Scoring.Structure.Tools;

/// <summary>
/// <c>max-steps: 6</c>: the model came to an end within so many steps. The raw score is the number of its answers, those that called tools
/// included; lower is better. A check of a turn counts that turn, any other the whole conversation. Source: ours; as promptfoo's
/// <c>trajectory:step-count</c>.
/// </summary>
internal sealed class MaxStepsCheck(CheckOptions options) : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "max-steps",
        Summary = "How many answers the model took, those that called tools included.",
        Example = "max-steps: 6",
        Source = "ours; promptfoo, trajectory:step-count",
        Shorthand = "threshold",
        Unit = "steps",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        Threshold = null,
        TimeLimit = null,
        Bind = o => new MaxStepsCheck(o),
    };

    private readonly ToolCalls _calls = new(options.Turn is not null);

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        int steps = _calls.Answers(context).Count();
        return new ValueTask<ScorerResult>(ScorerResult.Of(steps, FormattableString.Invariant($"{steps} {(steps == 1 ? "step" : "steps")}, with {ToolCalls.Names(_calls.In(context))}")));
    }
}
