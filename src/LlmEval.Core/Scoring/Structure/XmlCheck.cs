using LlmEval.Model;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// <c>is-xml</c>: the whole answer is one well-formed XML document (XML 1.0), white space around it allowed, document types not, at most 64
/// levels deep; <c>contains-xml</c>: a well-formed element stands somewhere in it. With <c>require</c> it has these elements, each a path of
/// names from the root, as <c>order.items.item</c>. With <c>path</c> the text found there is judged. Keys: <c>require</c>, <c>path</c>. Source:
/// promptfoo's <c>is-xml</c> and <c>contains-xml</c>.
/// </summary>
internal sealed class XmlCheck : IScorer
{
    private static readonly IReadOnlyList<CheckOption> s_options =
    [
        new("require", "texts", "Elements that must be there, as paths of names from the root: order.items.item; none by default."),
        StructureOptions.Path,
    ];

    public static readonly CheckKind IsKind = new()
    {
        Name = "is-xml",
        Summary = "The whole answer is well-formed XML, with the elements that are required.",
        Example = "is-xml: { require: [order.id, order.items.item] }",
        Source = "XML 1.0; promptfoo, is-xml",
        Options = s_options,
        Shorthand = "require",
        TimeLimit = null,
        Bind = o => new XmlCheck(o, isWhole: true),
    };

    public static readonly CheckKind ContainsKind = new()
    {
        Name = "contains-xml",
        Summary = "A well-formed XML element stands somewhere in the answer, with the elements that are required.",
        Example = "contains-xml: { require: [order.id] }",
        Source = "XML 1.0; promptfoo, contains-xml",
        Options = s_options,
        Shorthand = "require",
        TimeLimit = null,
        Bind = o => new XmlCheck(o, isWhole: false),
    };

    private readonly bool _isNegated;
    private readonly bool _isWhole;
    private readonly JsonPath? _path;
    private readonly IReadOnlyList<string> _required;

    private XmlCheck(CheckOptions options, bool isWhole)
    {
        (_isNegated, _isWhole, _path) = (options.IsNegated, isWhole, options.Path());
        _required = [.. (options.Keys.Texts("require") ?? []).SelectMany(t => t.Split(',')).Select(t => t.Trim().Replace('/', '.').TrimStart('.'))];
        if (_required.Any(r => r.Length == 0 || r.Split('.').Any(n => n.Length == 0)))
        {
            options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("require")!.Location, $"'require' of {options.What} must be paths of element names from the root, such as order.items.item.");
        }
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        Subject subject = Subject.Of(context, _path);
        return new(subject.Trouble is { } trouble ? ScorerResult.Lost(0, trouble) : _isWhole ? Whole(subject.Text, cancellationToken) : Part(subject.Text, cancellationToken));
    }

    private ScorerResult Whole(string text, CancellationToken cancellationToken)
    {
        HashSet<string> missing = new(_required, StringComparer.Ordinal);
        string? wrong = XmlFinder.Read(text, p => Strike(missing, p), cancellationToken);
        if (wrong is not null) { return ScorerResult.Of(0, _isNegated ? null : $"expected XML ({wrong}), got {Quote.Short(text)}"); }

        return missing.Count > 0 ? ScorerResult.Of(0, _isNegated ? null : Lacks(missing))
            : ScorerResult.Of(1, _isNegated ? $"expected no XML{(_required.Count == 0 ? string.Empty : " with these elements")}, got {Quote.Short(text)}" : null);
    }

    private ScorerResult Part(string text, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string>? least = null;
        foreach ((int Start, int Length, IReadOnlyList<string> Paths)? found in XmlFinder.Find(text, cancellationToken))
        {
            if (found is not { } element) { return ScorerResult.Unscored("the answer has too many beginnings of tags to look for XML at each"); }

            HashSet<string> missing = new(_required, StringComparer.Ordinal);
            missing.ExceptWith(element.Paths);
            if (missing.Count > 0)
            {
                least = least is null || missing.Count < least.Count ? missing : least;
                continue;
            }

            ScorerResult result = ScorerResult.Of(1, _isNegated ? $"expected no XML, got {Quote.Short(text.Substring(element.Start, element.Length))}" : null);
            return _path is null ? result with { Evidence = [new Evidence(element.Start, element.Length, "XML")] } : result;
        }

        return ScorerResult.Of(0, _isNegated ? null : least is null ? $"expected XML in the answer, got {Quote.Short(text)}" : Lacks(least));
    }

    private static void Strike(HashSet<string> missing, IReadOnlyList<string> path)
    {
        if (missing.Count > 0) { missing.Remove(string.Join('.', path)); }
    }

    private static string Lacks(IReadOnlyCollection<string> missing) =>
        $"the XML lacks the elements {string.Join(", ", missing.Order(StringComparer.Ordinal).Select(Quote.Line))}";
}
