using LlmEval.Model;
using LlmEval.Scoring.Grounding.Facts;
using LlmEval.Scoring.Safety;

namespace LlmEval.Scoring.Grounding;

/// <summary>
/// <c>url-hosts: [contoso.com]</c>: every web address in the answer leads to one of these hosts or below one. An answer without an address passes. Key:
/// <c>hosts</c>. Source: ours.
/// </summary>
internal sealed class UrlHostsCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "url-hosts",
        Summary = "Every web address in the answer leads to an allowed host.",
        Example = "url-hosts: [contoso.com, learn.microsoft.com]",
        Source = "ours",
        Shorthand = "hosts",
        Options = [new("hosts", "texts", "The hosts, with all below them.") { IsRequired = true }],
        TimeLimit = null,
        Bind = o => new UrlHostsCheck(o),
    };

    private const int MostEvidence = 100;
    private readonly bool _isNegated;
    private readonly IReadOnlyList<string> _hosts;

    private UrlHostsCheck(CheckOptions options)
    {
        _isNegated = options.IsNegated;
        _hosts = UrlHost.Read(options, "hosts");
        if (!options.Keys.Has("hosts")) { options.Missing("hosts"); }
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        string text = context.Answer.Text;
        List<Fact> foreign = [.. UrlFacts.Find(text, cancellationToken).Where(f => !UrlHost.IsIn(Host(text, f), _hosts))];
        if (foreign.Count == 0) { return new(ScorerResult.Of(1, _isNegated ? "expected a web address that is not allowed, found none" : null)); }

        IEnumerable<string> hosts = foreign.Select(f => Host(text, f).ToString()).Distinct(StringComparer.OrdinalIgnoreCase).Take(5).Select(Quote.Short);
        return new(ScorerResult.Of(0, _isNegated ? null : FormattableString.Invariant($"{foreign.Count} web addresses lead to hosts that are not allowed: {string.Join(", ", hosts)}")) with
        {
            Evidence = [.. foreign.Take(MostEvidence).Select(f => new Evidence(f.Start, f.Length, "URL", "host not allowed"))],
        });
    }

    private static ReadOnlySpan<char> Host(string text, Fact url)
    {
        ReadOnlySpan<char> address = text.AsSpan(url.Start, url.Length);
        int scheme = address.IndexOf("//", StringComparison.Ordinal);
        return UrlHost.Of(scheme < 0 ? address : address[(scheme + 2)..]);
    }
}
