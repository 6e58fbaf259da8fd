namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Finds numbers, dates, names, quotations and web addresses in a text; time linear in its length.</summary>
public static class FactFinder
{
    /// <summary>The names of the kinds in suites, in the order of <see cref="FactKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["numbers", "dates", "names", "quotations", "urls"];

    /// <summary>Finds them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, in the order of the text. A number inside a date or a web address is not found again; one inside a quotation is.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<Fact> Find(string text, CancellationToken cancellationToken = default)
    {
        List<Fact> facts = [];
        // What is understood is blanked out, so that its parts are not found again.
        char[] left = text.ToCharArray();
        Take(UrlFacts.Find(left, cancellationToken), facts, left, blank: true);
        Take(QuotationFacts.Find(left, cancellationToken), facts, left, blank: false);
        Take(DateFacts.Find(left, cancellationToken), facts, left, blank: true);
        Take(NumberFacts.Find(left, cancellationToken), facts, left, blank: true);
        Take(NameFacts.Find(left, cancellationToken), facts, left, blank: false);
        facts.Sort(static (a, b) => (a.Start, a.Kind).CompareTo((b.Start, b.Kind)));
        return facts;
    }

    private static void Take(List<Fact> found, List<Fact> facts, char[] left, bool blank)
    {
        facts.AddRange(found);
        if (!blank) { return; }

        foreach (Fact fact in found) { left.AsSpan(fact.Start, fact.Length).Fill('\u0001'); }
    }
}
