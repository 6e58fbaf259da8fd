namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>contains-all: [refund, days]</c>: the answer contains every text of the list; <c>contains-any</c> one of them; <c>icontains-all</c> and <c>icontains-any</c> the same ignoring
/// case, as <see cref="ContainsCheck"/> does. A single text is a list of one: commas in it are not separators. Keys: <c>value</c>, <c>path</c>. Source: promptfoo's
/// checks of these names.
/// </summary>
internal sealed class ContainsListCheck : BinaryScorer
{
    public static readonly CheckKind All = new()
    {
        Name = "contains-all",
        Summary = "The answer contains every text of a list.",
        Example = "contains-all: [\"refund\", \"30 days\"]",
        Source = "promptfoo, contains-all",
        Options = [new CheckOption("value", "texts", "The texts to look for.") { IsRequired = true }, TextOptions.Path],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new ContainsListCheck(o, StringComparison.Ordinal, wantsAll: true),
    };

    public static readonly CheckKind Any = All with
    {
        Name = "contains-any",
        Summary = "The answer contains at least one text of a list.",
        Example = "contains-any: [\"refund\", \"money back\"]",
        Source = "promptfoo, contains-any",
        Bind = o => new ContainsListCheck(o, StringComparison.Ordinal, wantsAll: false),
    };

    public static readonly CheckKind AllIgnoringCase = All with
    {
        Name = "icontains-all",
        Summary = "The answer contains every text of a list, in upper or lower case.",
        Example = "icontains-all: [\"refund\", \"30 days\"]",
        Source = "promptfoo, icontains-all",
        Bind = o => new ContainsListCheck(o, StringComparison.OrdinalIgnoreCase, wantsAll: true),
    };

    public static readonly CheckKind AnyIgnoringCase = All with
    {
        Name = "icontains-any",
        Summary = "The answer contains at least one text of a list, in upper or lower case.",
        Example = "icontains-any: [\"refund\", \"money back\"]",
        Source = "promptfoo, icontains-any",
        Bind = o => new ContainsListCheck(o, StringComparison.OrdinalIgnoreCase, wantsAll: false),
    };

    private readonly CheckReferences? _texts;
    private readonly StringComparison _comparison;
    private readonly bool _wantsAll;

    private ContainsListCheck(CheckOptions options, StringComparison comparison, bool wantsAll)
        : base(options)
    {
        (_texts, _comparison, _wantsAll) = (options.NonEmptyReferences(), comparison, wantsAll);
    }

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (!RenderNonEmpty(_texts!, context, out IReadOnlyList<string> wanted, out ScorerResult unscored)) { return unscored; }

        int found = wanted.Count(w => subject.Text.Contains(w, _comparison));
        return Result(_wantsAll ? found == wanted.Count : found > 0, subject, (this, wanted, subject.Text), static s => s.Item1.Condition(s.wanted, s.Text));
    }

    // Names the texts that made it fail: those that are missing, or for a not- form those that are there.
    private string Condition(IReadOnlyList<string> wanted, string text)
    {
        string[] culprits = [.. wanted.Where(w => text.Contains(w, _comparison) == IsNegated).Take(3).Select(Quote.Short)];
        string which = wanted.Count == 1 ? culprits[0] : $"{(_wantsAll ? "all" : "any")} of {wanted.Count} texts ({(IsNegated ? "there" : "missing")}: {string.Join(", ", culprits)})";
        return $"contain {which}";
    }
}
