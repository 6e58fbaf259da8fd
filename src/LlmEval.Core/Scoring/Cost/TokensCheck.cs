using LlmEval.Model;

namespace LlmEval.Scoring.Cost;

/// <summary>
/// <c>output-tokens: 200</c>, <c>input-tokens: 4000</c>: the answer, with the tool calls that led to it, took at most so many tokens, as the model counts them. Lower is better.
/// Unscored where the model does not tell. Never compared with the baseline.
/// </summary>
internal sealed class TokensCheck(bool isOutput) : IScorer
{
    public static readonly CheckKind OutputKind = Of("output-tokens", "Tokens of the answer.", "output-tokens: 200", isOutput: true);

    public static readonly CheckKind InputKind = Of("input-tokens", "Tokens of the request.", "input-tokens: 4000", isOutput: false);

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        long sum = 0;
        foreach (Answer answer in context.Sample.AnswersOf(context.Turn))
        {
            if ((isOutput ? answer.OutputTokens : answer.InputTokens) is not { } tokens) { return new(ScorerResult.Unscored("the model does not tell how many tokens it took")); }

            sum += tokens;
        }

        return new(ScorerResult.Of(sum, FormattableString.Invariant($"the {(isOutput ? "answer" : "request")} took {sum} tokens")));
    }

    private static CheckKind Of(string name, string summary, string example, bool isOutput) => new()
    {
        Name = name,
        Summary = summary,
        Example = example,
        Source = "the usage that a model's response tells",
        Shorthand = "threshold",
        Unit = "tokens",
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        IsGated = false,
        Threshold = null,
        TimeLimit = null,
        Bind = _ => new TokensCheck(isOutput),
    };
}
