using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Scoring.Grounding;

/// <summary>
/// <c>citations: known</c>: every passage that the answer cites exists; an answer that cites none has nothing to judge. <c>citations: required</c>: it
/// also cites at least one. Citations are <c>[id]</c>, <c>[1, 2]</c>, <c>(id)</c> where it is an id, and <c>【id】</c>; with <c>pattern</c> what the group <c>id</c>, or
/// the first group, or the whole of a regular expression matches. Ids are those of the retrieved passages, and their numbers from 1 where they have
/// none; or <c>context-ids</c>. Keys: <c>citations</c>, <c>pattern</c>, <c>context-ids</c>. Source: ours; ALCE, Gao et al. 2023, measures what is behind a citation.
/// </summary>
internal sealed partial class CitationsCheck : IScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "citations",
        Summary = "Every passage that the answer cites is among those that were retrieved.",
        Example = "citations: known",
        Source = "ours",
        Shorthand = "citations",
        Options =
        [
            new("citations", "known | required", "Whether an answer must cite at least one passage; default known, which lets it cite none."),
            new("pattern", "text", "Regular expression of a citation; its group 'id', or its first group, is the id."),
            new("context-ids", "texts", "The ids that may be cited; default those of the retrieved passages."),
        ],
        TimeLimit = null,
        Bind = o => new CitationsCheck(o),
    };

    private const int MostEvidence = 100;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private readonly bool _isNegated;
    private readonly bool _isRequired;
    private readonly Regex? _pattern;
    private readonly CheckReferences? _ids;

    private CitationsCheck(CheckOptions options)
    {
        _isNegated = options.IsNegated;
        _isRequired = options.Keys.Choice("citations", "known", "required") == "required";
        _ids = options.References("context-ids", required: false);
        if (options.Keys.Text("pattern") is not { } pattern) { return; }

        try
        {
            _pattern = new Regex(pattern, RegexOptions.CultureInvariant, s_limit);
        }
        catch (RegexParseException e)
        {
            options.Diagnostics.Add(Diagnostics.BadPattern, options.Keys.Node("pattern")!.Location,
                $"{Quote.Short(pattern)} is not a regular expression: {e.Error}, at character {e.Offset + 1}.");
        }
    }

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        try
        {
            return new(Judge(context, cancellationToken));
        }
        catch (RegexMatchTimeoutException)
        {
            return new(ScorerResult.Unscored($"matching the pattern of citations took more than {s_limit.TotalSeconds} s; make it simpler"));
        }
    }

    private ScorerResult Judge(ScoringContext context, CancellationToken cancellationToken)
    {
        HashSet<string> ids = new(StringComparer.OrdinalIgnoreCase);
        if (_ids is not null)
        {
            if (_ids.Render(context, out string? trouble) is not { } given) { return ScorerResult.Unscored(trouble!); }

            ids.UnionWith(given);
        }
        else
        {
            for (int i = 0; i < context.Answer.Passages.Count; i++)
            {
                ids.Add(context.Answer.Passages[i].Id ?? (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        string text = context.Answer.Text;
        int count = 0;
        List<(int Start, int Length)> unknown = [];
        foreach ((int start, int length, bool isSure) in _pattern is null ? Usual(text) : Matched(text, _pattern))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isKnown = ids.Contains(text.Substring(start, length));
            if (!isKnown && !isSure && !LooksLikeId(text.AsSpan(start, length), ids)) { continue; }

            count++;
            if (!isKnown) { unknown.Add((start, length)); }
        }

        if (count == 0)
        {
            return _isRequired
                ? ScorerResult.Of(0, _isNegated ? null : "expected at least one citation, found none")
                : ScorerResult.NotApplicable("the answer cites nothing");
        }

        if (unknown.Count == 0) { return ScorerResult.Of(1, _isNegated ? FormattableString.Invariant($"expected a citation of an unknown passage, all {count} are known") : null); }

        string named = string.Join(", ", unknown.Take(5).Select(u => Quote.Short(text.Substring(u.Start, u.Length))));
        return ScorerResult.Of(0, _isNegated ? null : FormattableString.Invariant($"{unknown.Count} of {count} citations name no passage: {named}")) with
        {
            Evidence = [.. unknown.Take(MostEvidence).Select(u => new Evidence(u.Start, u.Length, "citation", "no such passage"))],
        };
    }

    /// <summary>Something in parentheses is a citation only when it looks like the ids that there are: the same letters, other digits.</summary>
    private static bool LooksLikeId(ReadOnlySpan<char> text, HashSet<string> ids)
    {
        if (!text.ContainsAnyInRange('0', '9')) { return false; }

        string shape = Shape(text);
        return shape.AsSpan().ContainsAnyExcept('0') && ids.Any(id => Shape(id) == shape);
    }

    private static string Shape(ReadOnlySpan<char> id) => Digits().Replace(id.ToString(), "0").ToLowerInvariant();

    private static IEnumerable<(int Start, int Length, bool IsSure)> Matched(string text, Regex pattern)
    {
        for (Match match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            Group id = match.Groups["id"].Success ? match.Groups["id"] : match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1] : match;
            if (id.Length > 0) { yield return (id.Index, id.Length, true); }
        }
    }

    /// <summary>What is written as citations usually are; sure where it can be nothing else.</summary>
    internal static IEnumerable<(int Start, int Length, bool IsSure)> Usual(string text)
    {
        for (Match match = Bracketed().Match(text); match.Success; match = match.NextMatch())
        {
            // A link of Markdown, a box to tick and an index of an array are none.
            int end = match.Index + match.Length;
            bool isRound = match.ValueSpan[0] == '(';
            if (match.ValueSpan[0] == '[' && ((end < text.Length && text[end] is '(' or ':') || (match.Index > 0 && (char.IsLetterOrDigit(text[match.Index - 1]) && char.IsDigit(text[match.Index + 1]) && IsCode(text, match.Index))))) { continue; }

            int start = match.Index + 1;
            foreach (string part in text[start..(end - 1)].Split(',', ';'))
            {
                string id = part.Trim().TrimStart('^');
                int cut = id.IndexOf('\u2020', StringComparison.Ordinal);
                if (cut >= 0) { id = id[..cut]; }

                bool isId = id.Length > 0 && !id.Contains(' ', StringComparison.Ordinal);
                if (isId) { yield return (start + part.IndexOf(id, StringComparison.Ordinal), id.Length, !isRound && id.Any(char.IsAsciiDigit)); }

                start += part.Length + 1;
            }
        }
    }

    /// <summary>Whether a bracket is inside of code: <c>items[0]</c> between backticks in one line.</summary>
    private static bool IsCode(string text, int at)
    {
        ReadOnlySpan<char> line = text.AsSpan(Math.Max(0, at - 200), Math.Min(200, at));
        return line[(line.LastIndexOf('\n') + 1)..].Count('`') % 2 == 1;
    }

    [GeneratedRegex(@"\[[^\[\]\n]{1,120}\]|\([^()\n]{1,60}\)|\u3010[^\u3010\u3011\n]{1,120}\u3011", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Bracketed();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
