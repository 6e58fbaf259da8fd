using LlmEval.Model;

namespace LlmEval.Scoring.Structure.Sql;

/// <summary>
/// <c>is-sql</c>: the whole answer is SQL that parses (<see cref="SqlParser"/>; no database is asked); <c>contains-sql</c>: a block of code
/// in it is, or the whole. With <c>tables</c> it names no other tables, with <c>columns</c> no other columns (<c>*</c> is one that must be
/// listed); names are compared without their qualifiers and in any case. With <c>path</c> the text found there is judged. Keys: <c>tables</c>,
/// <c>columns</c>, <c>path</c>. Source: promptfoo's <c>is-sql</c> and <c>contains-sql</c>.
/// </summary>
internal sealed class SqlCheck : IScorer
{
    private const string Fence = "```";

    private static readonly IReadOnlyList<CheckOption> s_options =
    [
        new("tables", "texts", "The only tables that may be named; any by default."),
        new("columns", "texts", "The only columns that may be named; any by default."),
        StructureOptions.Path,
    ];

    public static readonly CheckKind IsKind = new()
    {
        Name = "is-sql",
        Summary = "The whole answer is SQL that parses, with no tables and columns but those allowed.",
        Example = "is-sql: { tables: [orders, customers] }",
        Source = "ISO 9075 and common extensions; promptfoo, is-sql",
        Options = s_options,
        Bind = o => new SqlCheck(o, isWhole: true),
    };

    public static readonly CheckKind ContainsKind = new()
    {
        Name = "contains-sql",
        Summary = "A block of code in the answer, or all of it, is SQL that parses.",
        Example = "contains-sql: { tables: [orders] }",
        Source = "ISO 9075 and common extensions; promptfoo, contains-sql",
        Options = s_options,
        Bind = o => new SqlCheck(o, isWhole: false),
    };

    private readonly bool _isNegated;
    private readonly bool _isWhole;
    private readonly JsonPath? _path;
    private readonly IReadOnlyList<string>? _tables;
    private readonly IReadOnlyList<string>? _columns;

    private SqlCheck(CheckOptions options, bool isWhole) =>
        (_isNegated, _isWhole, _path, _tables, _columns) = (options.IsNegated, isWhole, options.Path(), options.Keys.Texts("tables"), options.Keys.Texts("columns"));

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Judge(context));

    private ScorerResult Judge(ScoringContext context)
    {
        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(0, trouble); }

        string? wrong = null;
        foreach (string part in _isWhole ? [subject.Text] : Blocks(subject.Text))
        {
            if (Wrong(part) is not { } found) { return ScorerResult.Of(1, _isNegated ? $"expected no SQL, got {Quote.Short(part)}" : null); }

            wrong ??= found;
        }

        return ScorerResult.Of(0, _isNegated ? null : $"expected SQL ({wrong}), got {Quote.Short(subject.Text)}");
    }

    private string? Wrong(string sql)
    {
        try
        {
            SqlParser parsed = SqlParser.Read(sql);
            return Others("tables", parsed.Tables, _tables) ?? Others("columns", parsed.Columns, _columns);
        }
        catch (SqlSyntaxException e)
        {
            return FormattableString.Invariant($"{e.Message}, character {e.At + 1}");
        }
    }

    private static string? Others(string what, IEnumerable<string> named, IReadOnlyList<string>? allowed)
    {
        if (allowed is null) { return null; }

        string[] others = [.. named.Except(allowed, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Take(10)];
        return others.Length == 0 ? null : $"{what} that are not allowed: {string.Join(", ", others.Select(Quote.Line))}";
    }

    private static IEnumerable<string> Blocks(string text)
    {
        bool any = false;
        for (int at = 0; (at = text.IndexOf(Fence, at, StringComparison.Ordinal)) >= 0;)
        {
            int start = at + Fence.Length;
            int end = text.IndexOf(Fence, start, StringComparison.Ordinal);
            if (end < 0) { break; }

            any = true;
            // The word after the fence names the language.
            int line = text.IndexOf('\n', start, end - start);
            string block = line >= 0 && text.AsSpan(start, line - start).Trim().IndexOf(' ') < 0 ? text[line..end] : text[start..end];
            yield return block;
            at = end + Fence.Length;
        }

        if (!any) { yield return text; }
    }
}
