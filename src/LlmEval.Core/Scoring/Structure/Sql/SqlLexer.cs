namespace LlmEval.Scoring.Structure.Sql;

/// <summary>Cuts SQL into pieces: ISO 9075, with the quotes, comments and signs of MySQL, PostgreSQL, SQLite and SQL Server. Linear.</summary>
internal static class SqlLexer
{
    private static readonly string[] s_signs =
        ["<=>", "->>", "#>>", "!~*", "<=", ">=", "<>", "!=", "||", "::", "->", "#>", "~*", "!~", "&&", "@>", "<@", "<<", ">>", ":="];

    /// <summary>The pieces, an end last.</summary>
    /// <exception cref="SqlSyntaxException">A text, name or comment does not end, or a character means nothing.</exception>
    public static List<SqlToken> Read(string sql)
    {
        List<SqlToken> tokens = [];
        for (int at = 0; at < sql.Length;)
        {
            char c = sql[at];
            char next = at + 1 < sql.Length ? sql[at + 1] : '\0';
            if (char.IsWhiteSpace(c)) { at++; }
            else if (c == '-' && next == '-') { at = LineEnd(sql, at); }
            else if (c == '/' && next == '*') { at = End(sql, at, "*/", 2, "a comment"); }
            else if (char.IsLetter(c) || c == '_')
            {
                if (c is 'N' or 'n' or 'E' or 'e' or 'X' or 'x' or 'B' or 'b' && next == '\'')
                {
                    at = Quoted(sql, at + 1, '\'', tokens, SqlTokenKind.Text);
                    continue;
                }

                int end = at;
                while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] is '_' or '$')) { end++; }

                tokens.Add(new SqlToken(SqlTokenKind.Word, sql[at..end], at));
                at = end;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(next))) { at = Number(sql, at, tokens); }
            else if (c == '\'') { at = Quoted(sql, at, '\'', tokens, SqlTokenKind.Text); }
            else if (c is '"' or '`') { at = Quoted(sql, at, c, tokens, SqlTokenKind.QuotedName); }
            else if (c == '[' && IsBracketName(sql, at, tokens)) { at = Quoted(sql, at, ']', tokens, SqlTokenKind.QuotedName); }
            else if (c == '?' || (c is ':' or '@' or '$' && (char.IsLetterOrDigit(next) || next == '_')))
            {
                int end = at + 1;
                while (c != '?' && end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_')) { end++; }

                tokens.Add(new SqlToken(SqlTokenKind.Parameter, sql[at..end], at));
                at = end;
            }
            else
            {
                string? sign = s_signs.FirstOrDefault(s => string.CompareOrdinal(sql, at, s, 0, s.Length) == 0);
                if (sign is null && "()[],.;*+-/%=<>~^&|{}".Contains(c, StringComparison.Ordinal)) { sign = c.ToString(); }

                if (sign is null or "{" or "}") { throw new SqlSyntaxException($"'{Quote.Line(c.ToString())}' means nothing there", at); }

                tokens.Add(new SqlToken(SqlTokenKind.Sign, sign, at));
                at += sign.Length;
            }
        }

        tokens.Add(new SqlToken(SqlTokenKind.End, string.Empty, sql.Length));
        return tokens;
    }

    // After a value a bracket is an index, as in PostgreSQL; else a name, as in SQL Server.
    private static bool IsBracketName(string sql, int at, List<SqlToken> tokens) =>
        at + 1 < sql.Length && (char.IsLetter(sql[at + 1]) || sql[at + 1] == '_')
        && !(tokens.Count > 0 && (tokens[^1].Text is ")" or "]" || tokens[^1].Text.Equals("array", StringComparison.OrdinalIgnoreCase)) && tokens[^1].Kind != SqlTokenKind.QuotedName);

    private static int LineEnd(string sql, int at) => sql.IndexOf('\n', at) is var end and >= 0 ? end : sql.Length;

    private static int End(string sql, int at, string sign, int skip, string what)
    {
        int end = sql.IndexOf(sign, at + skip, StringComparison.Ordinal);
        return end >= 0 ? end + sign.Length : throw new SqlSyntaxException($"{what} does not end", at);
    }

    private static int Quoted(string sql, int at, char quote, List<SqlToken> tokens, SqlTokenKind kind)
    {
        for (int end = at + 1; end < sql.Length; end++)
        {
            // MySQL and PostgreSQL's E'' escape by a backslash; where it ends the text, as the standard has it, that is tried by nobody.
            if (kind == SqlTokenKind.Text && sql[end] == '\\' && end + 1 < sql.Length && sql[end + 1] is '\'' or '\\' && end + 2 < sql.Length) { end++; }
            else if (sql[end] == quote)
            {
                if (end + 1 < sql.Length && sql[end + 1] == quote) { end++; }
                else
                {
                    tokens.Add(new SqlToken(kind, sql[(at + 1)..end], at));
                    return end + 1;
                }
            }
        }

        throw new SqlSyntaxException(kind == SqlTokenKind.Text ? "a text does not end" : "a name in quotes does not end", at);
    }

    private static int Number(string sql, int at, List<SqlToken> tokens)
    {
        int end = at;
        while (end < sql.Length && (char.IsAsciiDigit(sql[end]) || sql[end] == '.')) { end++; }

        if (end < sql.Length && sql[end] is 'e' or 'E')
        {
            int digits = end + 1;
            if (digits < sql.Length && sql[digits] is '+' or '-') { digits++; }

            if (digits < sql.Length && char.IsAsciiDigit(sql[digits])) { end = digits; }

            while (end < sql.Length && char.IsAsciiDigit(sql[end])) { end++; }
        }

        if (sql.AsSpan(at, end - at).Count('.') > 1 || (end < sql.Length && char.IsLetter(sql[end])))
        {
            throw new SqlSyntaxException("a number is not one", at);
        }

        tokens.Add(new SqlToken(SqlTokenKind.Number, sql[at..end], at));
        return end;
    }
}
