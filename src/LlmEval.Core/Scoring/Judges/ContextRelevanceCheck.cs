using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>context-relevance: { threshold: 0.7 }</c>: the share of the passages that bear on the question. Each passage is judged by itself. Says nothing about the answer, but about what was
/// retrieved for it. Source: the context precision of RAGAS (Es and others 2023), a passage at a time and without ranks; promptfoo's <c>context-relevance</c>.
/// </summary>
internal sealed class ContextRelevanceCheck : JudgeScorer
{
    private static readonly JudgeQuestion s_question = new()
    {
        Name = "context-relevance",
        Needs = ["passage", "question"],
        Options =
        [
            new("relevant", 1, "the passage holds something that helps to answer the question"),
            new("irrelevant", 0, "the passage holds nothing that helps to answer the question, even if it is about the same subject"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Context = true, Answer = false };

    public static readonly CheckKind Kind = new()
    {
        Name = "context-relevance",
        Summary = "The share of the passages that help to answer the question, judged one by one.",
        Example = "context-relevance: { threshold: 0.7 }",
        Source = "RAGAS (Es and others 2023), context precision; promptfoo, context-relevance",
        Options = JudgeSetup.Options(s_needs, null, new CheckOption("max-passages", "integer", "Most passages, 1 to 200; more leave the sample unscored. 50 by default.")),
        Shorthand = "threshold",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.7,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = o =>
        {
            JudgeSetup setup = JudgeSetup.Read(o, s_needs, JudgeScale.Share);
            int most = (int)(o.Keys.Integer("max-passages", 1, 200) ?? 50);
            BoundQuestion? question = BoundQuestion.Bind(s_question, o, setup.Judge);
            setup.ReadLabels(o, question);
            return question is null || o.Diagnostics.HasErrors ? null : new ContextRelevanceCheck(setup, question, most);
        },
    };

    private readonly BoundQuestion _question;
    private readonly int _most;

    private ContextRelevanceCheck(JudgeSetup setup, BoundQuestion question, int most)
        : base(setup) => (_question, _most) = (question, most);

    protected override async ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        if (material.Passages(out string? trouble) is not { } passages) { return ScorerResult.Unscored(trouble!); }

        if (passages.Count > _most) { return ScorerResult.Unscored(FormattableString.Invariant($"there are {passages.Count} passages, more than 'max-passages' ({_most}); raise it to have them judged")); }

        IReadOnlyList<JudgeReply> replies = await AskEachAsync(_question, passages.Select(p => material.With("passage", p.Text)), attempt, cancellationToken).ConfigureAwait(false);
        if (replies.FirstOrDefault(r => r.Trouble is not null) is { Trouble: { } unjudged }) { return ScorerResult.Unscored(unjudged); }

        Evidence[] evidence = [.. replies.Select((r, i) => new Evidence(0, 0, FormattableString.Invariant($"passage {passages[i].Id ?? FormattableString.Invariant($"{i + 1}")}"), $"{r.Verdict!.Word}: {r.Reason}"))];
        int good = replies.Count(r => r.Verdict!.Value == 1);
        return ScorerResult.Of((double)good / passages.Count, FormattableString.Invariant($"{good} of {passages.Count} passages are relevant to the question")) with { Evidence = evidence };
    }

    protected override IEnumerable<ScoringRequest> Demand(JudgeMaterial material)
    {
        IReadOnlyList<Passage>? known = material.Passages(out _);
        return known is null ? Draft(_question, material.With("passage", new string('x', 1000)), _most) : known.SelectMany(p => Draft(_question, material.With("passage", p.Text)));
    }
}
