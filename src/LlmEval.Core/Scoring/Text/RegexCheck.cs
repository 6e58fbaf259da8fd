using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>regex: "^\d{4}-\d{2}$"</c>: the pattern matches somewhere in the answer. Patterns are those of .NET, culture-invariant, with
/// inline options such as <c>(?i)</c>; a match that takes more than a second leaves the case unscored. With <c>path</c>
/// the value found there is judged. A constant pattern is read once; one with variables is read for each case, and what the
/// case inserts is part of the pattern, not escaped. Of a list one pattern has to match, with <c>match: all</c> every one. Keys: <c>value</c>, <c>match</c>,
/// <c>path</c>. Source: promptfoo's <c>regex</c> (there one pattern, of JavaScript).
/// </summary>
internal sealed class RegexCheck : BinaryScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "regex",
        Summary = "A regular expression matches somewhere in the answer.",
        Example = "regex: '^\\d{4}-\\d{2}-\\d{2}$'",
        Source = "promptfoo, regex; .NET regular expressions",
        Options =
        [
            new CheckOption("value", "texts", "The pattern, or a list of patterns.") { IsRequired = true },
            new CheckOption("match", "any | all", "Whether one pattern of a list has to match (by default), or every one."),
            TextOptions.Path,
        ],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new RegexCheck(o),
    };

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private readonly CheckReferences? _patterns;
    private readonly Regex[]? _constants;
    private readonly bool _wantsAll;

    private RegexCheck(CheckOptions options)
        : base(options)
    {
        _patterns = options.NonEmptyReferences();
        _wantsAll = options.Keys.Choice("match", "any", "all") == "all";
        if (_patterns?.Constants is not { } patterns) { return; }

        _constants = new Regex[patterns.Count];
        for (int i = 0; i < patterns.Count; i++)
        {
            if (Read(patterns[i], out string? trouble) is { } regex) { _constants[i] = regex; }
            else
            {
                options.Diagnostics.Add(Diagnostics.BadPattern, _patterns.LocationOf(i), $"{Quote.Short(patterns[i])} is not a regular expression: {trouble}");
            }
        }
    }

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (!RenderNonEmpty(_patterns!, context, out IReadOnlyList<string> patterns, out ScorerResult unscored)) { return unscored; }

        bool holds = _wantsAll;
        for (int i = 0; i < patterns.Count && holds == _wantsAll; i++)
        {
            Regex? regex = _constants?[i] ?? Read(patterns[i], out _);
            if (regex is null) { return ScorerResult.Unscored($"{Quote.Short(patterns[i])} is not a regular expression in this case"); }

            try
            {
                holds = regex.IsMatch(subject.Text);
            }
            catch (RegexMatchTimeoutException)
            {
                return ScorerResult.Unscored($"matching {Quote.Short(patterns[i])} took more than {s_limit.TotalSeconds} s; make the pattern simpler");
            }
        }

        return Result(holds, subject, (patterns, _wantsAll), static s => s.patterns.Count == 1
            ? $"match {Quote.Short(s.patterns[0])}"
            : $"match {(s._wantsAll ? "all" : "any")} of {s.patterns.Count} patterns ({string.Join(", ", s.patterns.Take(3).Select(Quote.Short))})");
    }

    private static Regex? Read(string pattern, out string? trouble)
    {
        try
        {
            trouble = null;
            return new Regex(pattern, RegexOptions.CultureInvariant, s_limit);
        }
        catch (RegexParseException e)
        {
            trouble = $"{Cause(e)}, at character {e.Offset + 1}.";
            return null;
        }
    }

    // The message is: Invalid pattern '...' at offset 6. Unterminated [] set.
    private static string Cause(RegexParseException e)
    {
        string offset = FormattableString.Invariant($"at offset {e.Offset}. ");
        int start = e.Message.LastIndexOf(offset, StringComparison.Ordinal);
        return start < 0 ? e.Error.ToString() : Quote.Line(e.Message[(start + offset.Length)..].TrimEnd('.'));
    }
}
