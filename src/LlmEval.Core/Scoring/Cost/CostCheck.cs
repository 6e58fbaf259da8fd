using LlmEval.Model;

namespace LlmEval.Scoring.Cost;

/// <summary>
/// <c>cost: 0.002</c>: the answer, with the tool calls that led to it, cost at most that much, in the currency of the model's price: what the provider charged, else its tokens at the model
/// item's prices. Lower is better. Unscored where neither is known. Never compared with the baseline. Source: promptfoo's <c>cost</c>.
/// </summary>
internal sealed class CostCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "cost",
        Summary = "What the answer cost, in the currency of the model's price.",
        Example = "cost: 0.002",
        Source = "promptfoo, cost",
        Shorthand = "threshold",
        Unit = "money",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        IsGated = false,
        Threshold = null,
        TimeLimit = null,
        Bind = _ => new CostCheck(),
    };

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        double sum = 0;
        foreach (Answer answer in context.Sample.AnswersOf(context.Turn))
        {
            if ((context.Price is { } price ? price.Of(answer) : answer.Cost) is not { } cost)
            {
                return new(ScorerResult.Unscored("the cost of the answer is not known: give the model item its prices (InputPrice, OutputPrice)"));
            }

            sum += cost;
        }

        return new(ScorerResult.Of(sum, FormattableString.Invariant($"the answer cost {sum:0.######}{(context.Price is { } known ? " " + known.Currency : string.Empty)}")));
    }
}
