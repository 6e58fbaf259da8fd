using System.Globalization;
using LlmEval.Scoring;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using MicrosoftResult = Microsoft.Extensions.AI.Evaluation.EvaluationResult;

namespace LlmEval.MicrosoftEvaluation;

/// <summary>
/// Asks an evaluator and takes its result for a score only where it is one: no value, NaN, an inconclusive verdict and an error among the diagnostics are unscored,
/// and what the judge threw, which evaluators and their compositions turn into rows, is thrown again. Scores are parsed in the invariant culture.
/// </summary>
internal sealed class EvaluatorScorer(IEvaluator evaluator, string metric, string? judge, ContextSource? contexts) : IScorer
{
    /// <inheritdoc/>
    public async ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<EvaluationContext> additional = [];
        if (contexts is not null)
        {
            if (contexts(context, out ScorerResult instead) is not { } given) { return instead; }

            additional = given;
        }

        // It flows into what is awaited here, and no further.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using JudgeClient? client = judge is null ? null : new JudgeClient(context.Models, judge);
        MicrosoftResult? result = null;
        try
        {
            result = await evaluator.EvaluateAsync(
                Conversation.Messages(context), Conversation.Response(context), client is null ? null : new ChatConfiguration(client), additional, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (client?.Failure is not null || cancellationToken.IsCancellationRequested)
        {
            // What was behind it is thrown below, whether the evaluator let it through, wrapped it or made a row of it.
        }

        cancellationToken.ThrowIfCancellationRequested();
        client?.ThrowFailure();
        return Score(result);
    }

    private ScorerResult Score(MicrosoftResult? result)
    {
        if (result?.Metrics is null || !result.Metrics.TryGetValue(metric, out EvaluationMetric? found))
        {
            // A composition gives a row of another name when one of its evaluators failed.
            string? error = result?.Metrics?.Values.Select(Error).FirstOrDefault(e => e is not null);
            return ScorerResult.Unscored(error is null ? $"the evaluator gave no metric '{metric}'" : $"the evaluator failed: {error}");
        }

        if (Error(found) is { } failed) { return ScorerResult.Unscored($"the evaluator failed: {failed}"); }

        double? value = found switch
        {
            BooleanMetric { Value: { } flag } => flag ? 1 : 0,
            NumericMetric number => number.Value,
            _ => null,
        };
        string reason = Line(found.Reason ?? found.Interpretation?.Reason ?? string.Empty);
        if (value is not { } score) { return ScorerResult.Unscored(Because(found is StringMetric ? "the evaluator's metric is a text, not a number" : "the judge's reply has no score")); }

        if (!double.IsFinite(score)) { return ScorerResult.Unscored(Because(FormattableString.Invariant($"the judge's reply has the score {score}"))); }

        return found.Interpretation?.Rating == EvaluationRating.Inconclusive
            ? ScorerResult.Unscored(Because(FormattableString.Invariant($"the evaluator finds {score} inconclusive")))
            : ScorerResult.Of(score, reason);

        string Because(string cause) => reason.Length == 0 ? cause : $"{cause}: {reason}";
    }

    private static string? Error(EvaluationMetric found) =>
        found.Diagnostics?.FirstOrDefault(d => d.Severity == EvaluationDiagnosticSeverity.Error) is { } error ? Line(error.Message) : null;

    /// <summary>A line of bounded length: a diagnostic may hold a whole stack and the judge's whole reply.</summary>
    private static string Line(string text)
    {
        string line = text.AsSpan(0, Math.Min(text.Length, 400)).Trim().ToString().ReplaceLineEndings(" ");
        return text.Length > 400 ? line + " ..." : line;
    }
}
