using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// <c>citation-precision</c>: the share of the citations whose passage alone entails the sentence that they stand in. <c>citation-recall</c>: the share of the sentences that the union of their cited
/// passages entails; a sentence without a citation is not recalled. Source: ALCE (Gao and others 2023). Sentences and citations: <see cref="CitedSentence"/>. A citation of a passage that does not
/// exist is not precise, and no judge is asked.
/// </summary>
internal sealed class CitationEntailmentCheck : JudgeScorer
{
    /// <summary>For pricing.</summary>
    private const int LettersOfSentence = 100;

    private static readonly JudgeQuestion s_question = new()
    {
        Name = "citation",
        Needs = ["claim", "passage"],
        Options =
        [
            new("entailed", 1, "everything that the sentence states is stated by the passage or follows from it"),
            new("not-entailed", 0, "the passage does not state something that the sentence states, or denies it"),
        ],
    };

    private static readonly JudgeNeeds s_needs = new() { Context = true };

    public static readonly CheckKind Precision = Of("citation-precision", "The share of the answer's citations whose passage supports the sentence that cites it.", isPrecision: true);

    public static readonly CheckKind Recall = Of("citation-recall", "The share of the answer's sentences that the passages which they cite support.", isPrecision: false);

    private readonly BoundQuestion _question;
    private readonly bool _isPrecision;
    private readonly int _most;

    private CitationEntailmentCheck(JudgeSetup setup, BoundQuestion question, bool isPrecision, int most)
        : base(setup) => (_question, _isPrecision, _most) = (question, isPrecision, most);

    protected override ScorerResult? OfEmpty => _isPrecision ? ScorerResult.NotApplicable("the answer is empty and cites nothing") : base.OfEmpty;

    protected override async ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        if (material.Passages(out string? trouble) is not { } passages) { return ScorerResult.Unscored(trouble!); }

        IReadOnlyList<CitedSentence> sentences = CitedSentence.Split(material.Answer, passages);
        List<(CitedSentence Sentence, int[] Cited)> units = [.. _isPrecision
            ? sentences.SelectMany(s => s.Cited.Select(c => (s, (int[])[c])))
            : sentences.Select(s => (s, s.Cited.Where(c => c >= 0).ToArray()))];
        if (units.Count == 0)
        {
            return _isPrecision ? ScorerResult.NotApplicable("the answer cites nothing") : ScorerResult.Lost(0, "the answer has no sentence");
        }

        // Without a passage there is nothing that could entail, and nobody needs to be asked.
        (CitedSentence Sentence, int[] Cited)[] asked = [.. units.Where(u => u.Cited.Length > 0 && u.Cited[0] >= 0)];
        if (asked.Length > _most) { return ScorerResult.Unscored(FormattableString.Invariant($"the answer has {asked.Length} cited sentences or citations, more than 'max-claims' ({_most}); raise it to have them judged")); }

        IReadOnlyList<JudgeReply> replies = await AskEachAsync(
            _question, asked.Select(u => material.With("claim", u.Sentence.Text).With("passage", string.Join("\n\n", u.Cited.Select(c => passages[c].Text)))), attempt, cancellationToken).ConfigureAwait(false);
        if (replies.FirstOrDefault(r => r.Trouble is not null) is { Trouble: { } unjudged }) { return ScorerResult.Unscored(unjudged); }

        List<Evidence> evidence = [];
        int good = 0, next = 0;
        foreach ((CitedSentence sentence, int[] cited) in units)
        {
            bool isAsked = cited.Length > 0 && cited[0] >= 0;
            JudgeReply reply = isAsked ? replies[next++] : default;
            if (reply.Verdict is { Value: 1 })
            {
                good++;
                continue;
            }

            string what = isAsked ? $"not entailed by {string.Join(", ", cited.Select(c => passages[c].Id ?? FormattableString.Invariant($"{c + 1}")))}: {reply.Reason}"
                : _isPrecision || sentence.Cited.Count > 0 ? "cites a passage that does not exist" : "cites nothing";
            int offset = Setup.Path is null ? sentence.Start : -1;
            evidence.Add(new Evidence(Math.Max(0, offset), offset < 0 ? 0 : sentence.Length, _isPrecision ? "citation" : "sentence", what));
        }

        string unit = _isPrecision ? "citations are supported by their passage" : "sentences are supported by what they cite";
        string first = evidence.Count == 0 ? string.Empty : $"; {evidence[0].Note}";
        return ScorerResult.Of((double)good / units.Count, FormattableString.Invariant($"{good} of {units.Count} {unit}{first}")) with { Evidence = evidence };
    }

    protected override IEnumerable<ScoringRequest> Demand(JudgeMaterial material) =>
        Draft(_question, material.With("claim", Typical(material.Answer)).With("passage", material.Passages(out _) is { Count: > 0 } known ? known[0].Text : new string('x', 1000)), _most)
            .Select((r, i) => r with { IsLikely = i <= material.Answer.Length / LettersOfSentence });

    private static CheckKind Of(string name, string summary, bool isPrecision) => new()
    {
        Name = name,
        Summary = summary,
        Example = $"{name}: {{ threshold: 0.8 }}",
        Source = "ALCE (Gao and others 2023), with a judge",
        Options = JudgeSetup.Options(s_needs, null, new CheckOption("max-claims", "integer", "Most sentences or citations that are judged, 1 to 200; more leave the sample unscored. 50 by default.")),
        Shorthand = "threshold",
        Unit = "ratio",
        IsBinary = false,
        Threshold = 0.8,
        TimeLimit = JudgeScorer.LongestTime,
        Bind = o =>
        {
            JudgeSetup setup = JudgeSetup.Read(o, s_needs, JudgeScale.Share);
            int most = (int)(o.Keys.Integer("max-claims", 1, 200) ?? 50);
            BoundQuestion? question = BoundQuestion.Bind(s_question, o, setup.Judge);
            setup.ReadLabels(o, question);
            return question is null || o.Diagnostics.HasErrors ? null : new CitationEntailmentCheck(setup, question, isPrecision, most);
        },
    };
}
