using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>regex: "^\d{4}-\d{2}$"</c>: the pattern matches somewhere in the answer. Patterns are those of .NET, culture-invariant, with
/// inline options such as <c>(?i)</c>; a match that takes more than a second leaves the case unscored. With <c>path</c>
/// the value found there is judged. A constant pattern is read once; one with variables is read for each case, and what the
/// case inserts is part of the pattern, not escaped. Keys: <c>value</c>, <c>path</c>. Source: promptfoo's <c>regex</c> (there the
/// patterns are those of JavaScript).
/// </summary>
internal sealed class RegexCheck : BinaryScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "regex",
        Summary = "A regular expression matches somewhere in the answer.",
        Example = "regex: '^\\d{4}-\\d{2}-\\d{2}$'",
        Source = "promptfoo, regex; .NET regular expressions",
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new RegexCheck(o),
    };

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private readonly CheckValue? _value;
    private readonly Regex? _constant;

    private RegexCheck(CheckOptions options)
        : base(options)
    {
        _value = options.NonEmptyValue();
        if (_value?.Constant is not { } pattern) { return; }

        _constant = Read(pattern, out string? trouble);
        if (trouble is not null)
        {
            options.Diagnostics.Add(Diagnostics.BadPattern, _value.Location, $"{Quote.Short(pattern)} is not a regular expression: {trouble}");
        }
    }

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        if (!RenderNonEmpty(_value!, context, out string pattern, out ScorerResult unscored)) { return unscored; }

        Regex? regex = _constant ?? Read(pattern, out string? trouble);
        if (regex is null) { return ScorerResult.Unscored($"{Quote.Short(pattern)} is not a regular expression in this case"); }

        try
        {
            return Result(regex.IsMatch(subject.Text), subject, pattern, static p => $"match {Quote.Short(p)}");
        }
        catch (RegexMatchTimeoutException)
        {
            return ScorerResult.Unscored($"matching {Quote.Short(pattern)} took more than {s_limit.TotalSeconds} s; make the pattern simpler");
        }
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
