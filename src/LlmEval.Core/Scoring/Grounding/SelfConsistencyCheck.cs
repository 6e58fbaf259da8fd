using LlmEval.Model;
using LlmEval.Scoring.Grounding.Facts;
using LlmEval.Scoring.Text;

namespace LlmEval.Scoring.Grounding;

/// <summary>
/// <c>self-consistency</c>: how much the answer agrees with the other answers to the same case, as a mean over them: what a model makes up differs from
/// sample to sample. <c>by: token-f1</c> compares words as SQuAD does, <c>exact</c> whether they are the same, <c>facts</c> the numbers, dates,
/// quotations and web addresses (share of those of either that both have). A case with one sample has nothing to judge. Key: <c>by</c>. Source:
/// SelfCheckGPT, Manakul et al. 2023, without a model.
/// </summary>
internal sealed class SelfConsistencyCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "self-consistency",
        Summary = "How much the answer agrees with the other samples of its case.",
        Example = "self-consistency: { by: facts, threshold: 0.8 }",
        Source = "SelfCheckGPT, Manakul et al. 2023, without a model",
        Shorthand = "by",
        Options = [new("by", "token-f1 | exact | facts", "What is compared; default token-f1.")],
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.5,
        TimeLimit = null,
        Bind = o => new SelfConsistencyCheck(o),
    };

    private readonly string _by;

    private SelfConsistencyCheck(CheckOptions options) => _by = options.Keys.Choice("by", "token-f1", "exact", "facts") ?? "token-f1";

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Measure(context, cancellationToken));

    private ScorerResult Measure(ScoringContext context, CancellationToken cancellationToken)
    {
        List<string> others = [.. context.Siblings
            .Where(s => !ReferenceEquals(s, context.Sample) && s.Number != context.Sample.Number && s.Turns.Count > context.Turn)
            .Select(s => s.Turns[context.Turn].Text)];
        if (others.Count == 0) { return ScorerResult.NotApplicable("the case has no other samples to compare with"); }

        string answer = context.Answer.Text;
        using SquadReference words = new([answer]);
        HashSet<string>? facts = _by == "facts" ? Facts(answer, cancellationToken) : null;
        double sum = 0;
        int count = 0;
        foreach (string other in others)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double? agreement = _by switch
            {
                "exact" => words.IsExact(other) ? 1 : 0,
                "facts" => Shared(facts!, Facts(other, cancellationToken)),
                _ => words.F1(other),
            };
            if (agreement is not { } value) { continue; }

            sum += value;
            count++;
        }

        return count == 0
            ? ScorerResult.NotApplicable("neither the answer nor the other samples have facts to compare")
            : ScorerResult.Of(sum / count, FormattableString.Invariant($"agrees to {sum / count:0.###} with {count} other {(count == 1 ? "sample" : "samples")}"));
    }

    /// <summary>Facts in one notation; of an ambiguous one the first meaning.</summary>
    private static HashSet<string> Facts(string text, CancellationToken cancellationToken) =>
        [.. FactFinder.Find(text, cancellationToken).Where(f => f.Kind != FactKind.Name).Select(f => $"{f.Kind} {f.Values[0]} {f.Unit}")];

    private static double? Shared(HashSet<string> one, HashSet<string> other)
    {
        int common = one.Count(other.Contains), all = one.Count + other.Count - common;
        return all == 0 ? null : (double)common / all;
    }
}
