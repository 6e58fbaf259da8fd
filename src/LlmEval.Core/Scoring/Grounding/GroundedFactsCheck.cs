using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring.Grounding.Facts;

namespace LlmEval.Scoring.Grounding;

/// <summary>
/// <c>grounded-facts</c>: the share of the answer's facts that its context holds too, whatever their notation: numbers with their units, dates,
/// quotations, web addresses, and with <c>kinds</c> also names. The context is <c>context</c>, or else what was retrieved for the answer, or else the messages
/// that the model was sent. What the model worked out, as a sum, is not in the context and counts as not held. An answer without such a fact has
/// nothing to judge. Citations are no facts. Names are left out by default: without a dictionary too much that is no name is taken for one. Keys: <c>context</c>,
/// <c>kinds</c>. Source: ours.
/// </summary>
internal sealed class GroundedFactsCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "grounded-facts",
        Summary = "Share of the numbers, dates, quotations and web addresses in the answer that its context holds too.",
        Example = "grounded-facts: { context: \"{{handbook}}\", threshold: 0.9 }",
        Source = "ours; the deterministic part of groundedness",
        Shorthand = "context",
        Options =
        [
            new("context", "texts", "What the answer must rest on; default the retrieved passages, or else the messages that the model was sent."),
            new("kinds", "texts", $"Which facts: {string.Join(", ", FactFinder.Names)}; default all but names."),
        ],
        Unit = "ratio",
        IsBinary = false,
        Bind = o => new GroundedFactsCheck(o),
    };

    private const int MostEvidence = 100;
    private readonly CheckReferences? _context;
    private readonly HashSet<FactKind> _kinds = [FactKind.Number, FactKind.Date, FactKind.Quotation, FactKind.Url];

    private GroundedFactsCheck(CheckOptions options)
    {
        _context = options.References("context", required: false);
        if (options.Keys.Texts("kinds") is not { } names) { return; }

        _kinds.Clear();
        string[] known = [.. FactFinder.Names];
        foreach (string name in names)
        {
            int kind = Array.IndexOf(known, name);
            if (kind >= 0) { _kinds.Add((FactKind)kind); }
            else
            {
                options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("kinds")!.Location,
                    MappingReader.UnknownWord($"'{Quote.Line(name)}' is not a kind of fact", name, known));
            }
        }
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Measure(context, cancellationToken));

    private ScorerResult Measure(ScoringContext context, CancellationToken cancellationToken)
    {
        string text = context.Answer.Text;
        List<Fact> facts = [.. FactFinder.Find(text, cancellationToken).Where(f => _kinds.Contains(f.Kind) && !IsPronoun(f, text))];
        LeaveOutCitations(facts, context.Answer);
        if (facts.Count == 0) { return ScorerResult.NotApplicable("the answer has no facts of these kinds"); }

        if (GroundingContext.Of(context, _context, out string? trouble) is not { } sources) { return ScorerResult.Unscored(trouble!); }

        if (sources.Count == 0) { return ScorerResult.NotApplicable("there is no context: no 'context', no retrieved passages, and nobody knows what the model was sent"); }

        FactIndex index = new(sources, cancellationToken);
        List<Fact> left = [];
        foreach (Fact fact in facts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!index.Has(fact)) { left.Add(fact); }
        }

        double share = (double)(facts.Count - left.Count) / facts.Count;
        if (left.Count == 0) { return ScorerResult.Of(share, FormattableString.Invariant($"the context holds all {facts.Count} facts")); }

        IEnumerable<string> named = left.Take(5).Select(f => $"{Label(f.Kind)} {Quote.Short(text.Substring(f.Start, f.Length))}");
        string more = left.Count > 5 ? FormattableString.Invariant($" and {left.Count - 5} more") : string.Empty;
        return ScorerResult.Of(share, FormattableString.Invariant($"the context does not hold {left.Count} of {facts.Count} facts: {string.Join(", ", named)}{more}")) with
        {
            Evidence = [.. left.Take(MostEvidence).Select(f => new Evidence(f.Start, f.Length, Label(f.Kind), "not in the context"))],
        };
    }

    /// <summary>The number of a passage is no fact about the world: <c>citations</c> judges it.</summary>
    private static void LeaveOutCitations(List<Fact> facts, Answer answer)
    {
        if (facts.Count == 0) { return; }

        HashSet<string> ids = new(answer.Passages.Select(p => p.Id).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        (int Start, int Length)[] cited =
        [
            .. CitationsCheck.Usual(answer.Text).Where(c => c.IsSure || ids.Contains(answer.Text.Substring(c.Start, c.Length))).Select(c => (c.Start, c.Length)).OrderBy(c => c.Start),
        ];
        if (cited.Length == 0) { return; }

        int next = 0;
        facts.RemoveAll(f =>
        {
            while (next < cited.Length && cited[next].Start + cited[next].Length <= f.Start) { next++; }

            return next < cited.Length && f.Start >= cited[next].Start && f.Start + f.Length <= cited[next].Start + cited[next].Length;
        });
    }

    /// <summary>"One" is more often no number than a number.</summary>
    private static bool IsPronoun(Fact fact, string text) => fact.Kind == FactKind.Number && text.AsSpan(fact.Start, fact.Length).StartsWith("one", StringComparison.OrdinalIgnoreCase);

    private static string Label(FactKind kind) => kind switch
    {
        FactKind.Number => "number",
        FactKind.Date => "date",
        FactKind.Name => "name",
        FactKind.Quotation => "quotation",
        _ => "URL",
    };
}
