using System.Collections.Frozen;

namespace LlmEval.Scoring.Structure.Sql;

/// <summary>
/// Reads SQL by the grammar that ISO 9075, MySQL, PostgreSQL, SQLite and SQL Server have in common, with what most of them add (<c>LIMIT</c>,
/// <c>TOP</c>, <c>RETURNING</c>, <c>ON CONFLICT</c>, <c>::</c>). Queries and changes of data are read in full; definitions (<c>CREATE</c>,
/// <c>ALTER</c>, <c>DROP</c>) by their outline. Without backtracking, at most 64 levels deep.
/// </summary>
internal sealed class SqlParser
{
    private const int MaxDepth = 64;

    private static readonly FrozenSet<string> s_reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "select", "from", "where", "group", "having", "order", "limit", "offset", "fetch", "union", "intersect", "except", "minus", "join", "inner", "left", "right", "full",
        "cross", "natural", "on", "using", "and", "or", "not", "in", "is", "like", "ilike", "between", "case", "when", "then", "else", "end", "as", "set", "values", "into",
        "insert", "update", "delete", "create", "drop", "alter", "with", "distinct", "by", "returning", "window", "qualify", "for", "asc", "desc", "exists", "over", "nulls", "table");

    private readonly List<SqlToken> _tokens;
    private readonly HashSet<string> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _own = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private int _at;
    private int _depth;

    private SqlParser(List<SqlToken> tokens) => _tokens = tokens;

    /// <summary>The tables that are named, without those that the text itself defines.</summary>
    public IEnumerable<string> Tables => _tables.Where(t => !_own.Contains(t));

    /// <summary>The columns that are named, without their tables; <c>*</c> where all are taken.</summary>
    public IEnumerable<string> Columns => _columns.Where(c => !_aliases.Contains(c));

    private SqlToken Now => _tokens[_at];

    /// <summary>Reads one or several statements.</summary>
    /// <exception cref="SqlSyntaxException">It is no SQL.</exception>
    public static SqlParser Read(string sql)
    {
        SqlParser parser = new(SqlLexer.Read(sql));
        bool any = false;
        do
        {
            while (parser.Sign(";")) { }

            if (any && parser.Now.Kind == SqlTokenKind.End) { break; }

            parser.Statement();
            any = true;
        }
        while (parser.Sign(";"));

        return parser.Now.Kind == SqlTokenKind.End ? parser : throw parser.Unexpected();
    }

    private void Statement()
    {
        if (Is("insert") || Is("replace")) { Insert(); }
        else if (Is("update")) { Update(); }
        else if (Is("delete")) { Delete(); }
        else if (Is("create") || Is("alter") || Is("drop") || Is("truncate")) { Definition(); }
        else { Query(); }
    }

    private void Query() => Nested(() =>
    {
        if (Word("with"))
        {
            Word("recursive");
            do
            {
                _own.Add(Name());
                if (Is("(")) { Names(_aliases); }

                Expect("as");
                if (Word("not")) { Expect("materialized"); }
                else { Word("materialized"); }

                Expect("(");
                Statement();
                Expect(")");
            }
            while (Sign(","));

            if (Is("insert") || Is("update") || Is("delete"))
            {
                Statement();
                return;
            }
        }

        Term();
        while (Word("union") || Word("intersect") || Word("except") || Word("minus"))
        {
            if (!Word("all")) { Word("distinct"); }

            Term();
        }

        Tail();
    });

    private void Tail()
    {
        if (Word("order")) { OrderBy(); }

        if (Word("limit"))
        {
            if (!Word("all")) { Expression(); }

            if (Sign(",")) { Expression(); }
        }

        if (Word("offset"))
        {
            Expression();
            if (!Word("rows")) { Word("row"); }
        }

        if (Word("fetch"))
        {
            if (!Word("first")) { Expect("next"); }

            if (!Is("rows") && !Is("row")) { Expression(); }

            if (!Word("rows")) { Expect("row"); }

            Expect("only");
        }

        if (Word("for"))
        {
            if (!Word("update")) { Expect("share"); }
        }
    }

    private void Term()
    {
        if (Sign("("))
        {
            Query();
            Expect(")");
            return;
        }

        if (Word("values"))
        {
            Rows();
            return;
        }

        Expect("select");
        if (Word("distinct"))
        {
            if (Word("on")) { Parenthesised(List); }
        }
        else { Word("all"); }

        if (Is("top") && _tokens[_at + 1] is { Kind: SqlTokenKind.Number } or { Text: "(" } && Word("top"))
        {
            if (Now.Kind == SqlTokenKind.Number) { _at++; }
            else { Parenthesised(List); }

            Word("percent");
        }

        Items();
        if (Word("from")) { From(); }

        if (Word("where")) { Expression(); }

        if (Word("group"))
        {
            Expect("by");
            List();
        }

        if (Word("having")) { Expression(); }

        if (Word("window"))
        {
            do
            {
                Name();
                Expect("as");
                Window();
            }
            while (Sign(","));
        }

        if (Word("qualify")) { Expression(); }
    }

    private void Items()
    {
        do
        {
            if (Sign("*"))
            {
                _columns.Add("*");
                continue;
            }

            Expression();
            if (Word("as")) { _aliases.Add(Now.Kind == SqlTokenKind.Text ? Take().Text : Name()); }
            else if (IsName()) { _aliases.Add(Name()); }
        }
        while (Sign(","));
    }

    private void From()
    {
        do
        {
            Source();
            while (true)
            {
                bool natural = Word("natural");
                bool sided = Word("left") || Word("right") || Word("full");
                if (sided) { Word("outer"); }

                bool other = sided || Word("inner") || Word("cross");
                if (!Word("join"))
                {
                    if (natural || other) { throw Unexpected(); }

                    break;
                }

                Source();
                if (Word("on")) { Expression(); }
                else if (Word("using")) { Names(_columns); }
            }
        }
        while (Sign(","));
    }

    private void Source()
    {
        Word("lateral");
        if (Sign("("))
        {
            if (Is("select") || Is("with") || Is("values")) { Query(); }
            else { Nested(From); }

            Expect(")");
        }
        else
        {
            string name = Dotted();
            if (Is("("))
            {
                Arguments();
            }
            else { _tables.Add(name); }
        }

        if (Word("as") || IsName())
        {
            Name();
            if (Is("(")) { Names(_aliases); }
        }
    }

    private void Insert()
    {
        bool replaces = Word("replace");
        if (!replaces)
        {
            Expect("insert");
            if (Word("or")) { Name(); }
            else { Word("ignore"); }
        }

        Expect("into");
        _tables.Add(Dotted());
        if (Is("(") && !_tokens[_at + 1].Text.Equals("select", StringComparison.OrdinalIgnoreCase)) { Names(_columns); }

        if (Word("default")) { Expect("values"); }
        else { Query(); }

        if (Word("on"))
        {
            if (Word("duplicate"))
            {
                Expect("key");
                Expect("update");
                Assignments();
            }
            else
            {
                Expect("conflict");
                if (Is("(")) { Names(_columns); }

                Expect("do");
                if (!Word("nothing"))
                {
                    Expect("update");
                    Expect("set");
                    Assignments();
                    if (Word("where")) { Expression(); }
                }
            }
        }

        Returning();
    }

    private void Update()
    {
        Expect("update");
        _tables.Add(Dotted());
        if (Word("as") || IsName()) { Name(); }

        Expect("set");
        Assignments();
        if (Word("from")) { From(); }

        if (Word("where")) { Expression(); }

        Returning();
    }

    private void Delete()
    {
        Expect("delete");
        Expect("from");
        _tables.Add(Dotted());
        if (Word("as") || IsName()) { Name(); }

        if (Word("using")) { From(); }

        if (Word("where")) { Expression(); }

        Returning();
    }

    private void Returning()
    {
        if (Word("returning")) { Items(); }
    }

    private void Assignments()
    {
        do
        {
            _columns.Add(Dotted());
            Expect("=");
            Expression();
        }
        while (Sign(","));
    }

    // By the outline: a verb, an object, a name, and something balanced.
    private void Definition()
    {
        string verb = Take().Text.ToLowerInvariant();
        if (verb == "create" && Word("or")) { Expect("replace"); }

        if (!Word("temporary") && !Word("temp")) { Word("unique"); }

        bool isTable = Word("table");
        if (!isTable) { Word("materialized"); }

        bool isView = !isTable && Word("view");
        bool isIndex = !isTable && !isView && Word("index");
        if (!isTable && !isView && !isIndex && verb != "truncate") { throw Unexpected(); }

        if (Word("if"))
        {
            Word("not");
            Expect("exists");
        }

        string name = Dotted();
        if (verb == "create") { _own.Add(name); }

        if (!isIndex) { _tables.Add(name); }

        while (verb is "drop" or "truncate" && Sign(",")) { _tables.Add(Dotted()); }

        if (verb is "drop" or "truncate")
        {
            if (!Word("cascade")) { Word("restrict"); }
        }
        else if (verb == "alter")
        {
            if (!Is("add") && !Is("drop") && !Is("alter") && !Is("rename") && !Is("modify") && !Is("change") && !Is("set")) { throw Unexpected(); }

            _at++;
            Balanced(atLeast: 1);
        }
        else if (isIndex)
        {
            Expect("on");
            _tables.Add(Dotted());
            Parenthesised(Balanced);
            Balanced(0);
        }
        else if (isView || Is("as"))
        {
            if (Is("(")) { Names(_aliases); }

            Expect("as");
            Query();
        }
        else
        {
            Parenthesised(Balanced);
            Balanced(0);
        }
    }

    private void Balanced() => Balanced(1);

    private void Balanced(int atLeast)
    {
        int open = 0;
        int start = _at;
        for (; Now.Kind != SqlTokenKind.End && !(open == 0 && Now.Text is ")" or ";"); _at++)
        {
            if (Now.Kind != SqlTokenKind.Sign) { continue; }

            open += Now.Text == "(" ? 1 : Now.Text == ")" ? -1 : 0;
            if (open < 0) { return; }
        }

        if (open > 0 || _at - start < atLeast) { throw Unexpected(); }
    }

    private void Rows()
    {
        do { Parenthesised(List); }
        while (Sign(","));
    }

    private void OrderBy()
    {
        Expect("by");
        do
        {
            Expression();
            if (!Word("asc")) { Word("desc"); }

            if (Word("nulls") && !Word("first")) { Expect("last"); }
        }
        while (Sign(","));
    }

    private void List()
    {
        do { Expression(); }
        while (Sign(","));
    }

    private void Expression() => Nested(() =>
    {
        do
        {
            while (Word("not")) { }

            Comparison();
        }
        while (Word("and") || Word("or"));
    });

    private void Comparison()
    {
        Sum();
        while (true)
        {
            if (Word("is"))
            {
                Word("not");
                if (Word("distinct"))
                {
                    Expect("from");
                    Sum();
                }
                else if (!Word("null") && !Word("true") && !Word("false")) { Expect("unknown"); }

                continue;
            }

            bool not = Word("not");
            if (Word("in"))
            {
                Parenthesised(Subject);
            }
            else if (Word("between"))
            {
                Word("symmetric");
                Sum();
                Expect("and");
                Sum();
            }
            else if (Word("like") || Word("ilike") || Word("rlike") || Word("regexp") || Word("glob"))
            {
                Sum();
                if (Word("escape")) { Sum(); }
            }
            else if (Word("similar"))
            {
                Expect("to");
                Sum();
            }
            else if (not) { throw Unexpected(); }
            else if (Now is { Kind: SqlTokenKind.Sign, Text: "=" or "<>" or "!=" or "<" or ">" or "<=" or ">=" or "<=>" or "~" or "~*" or "!~" or "!~*" or "@>" or "<@" or "&&" })
            {
                _at++;
                Sum();
            }
            else { return; }
        }
    }

    private void Sum()
    {
        Value();
        while (Now is { Kind: SqlTokenKind.Sign, Text: "+" or "-" or "*" or "/" or "%" or "||" or "^" or "&" or "|" or "<<" or ">>" or "->" or "->>" or "#>" or "#>>" })
        {
            _at++;
            Value();
        }
    }

    private void Value()
    {
        while (Now is { Kind: SqlTokenKind.Sign, Text: "+" or "-" or "~" }) { _at++; }

        Primary();
        while (true)
        {
            if (Sign("::")) { Type(); }
            else if (Sign("["))
            {
                Expression();
                Expect("]");
            }
            else if (Word("collate")) { Dotted(); }
            else if (Is("at") && _tokens[_at + 1].Text.Equals("time", StringComparison.OrdinalIgnoreCase))
            {
                _at += 2;
                Expect("zone");
                Primary();
            }
            else { return; }
        }
    }

    private void Primary()
    {
        if (Now.Kind is SqlTokenKind.Number or SqlTokenKind.Text or SqlTokenKind.Parameter) { _at++; }
        else if (Is("(")) { Parenthesised(Subject); }
        else if (Word("case")) { Case(); }
        else if (Word("exists")) { Parenthesised(Query); }
        else if (Is("interval") && _tokens[_at + 1].Kind is SqlTokenKind.Text or SqlTokenKind.Number)
        {
            _at += 2;
            if (IsName()) { Name(); }
        }
        else if (Is("date") || Is("time") || Is("timestamp"))
        {
            _at++;
            if (Now.Kind == SqlTokenKind.Text) { _at++; }
            else
            {
                _at--;
                Reference();
            }
        }
        else if (Is("array") && _tokens[_at + 1].Text == "[")
        {
            _at += 2;
            if (!Is("]")) { List(); }

            Expect("]");
        }
        else { Reference(); }
    }

    private void Case()
    {
        if (!Is("when")) { Expression(); }

        do
        {
            Expect("when");
            Expression();
            Expect("then");
            Expression();
        }
        while (Is("when"));

        if (Word("else")) { Expression(); }

        Expect("end");
    }

    private void Reference()
    {
        bool quoted = Now.Kind == SqlTokenKind.QuotedName;
        // Functions may have the names of joins: left(x, 2).
        string name = Now.Kind == SqlTokenKind.Word && _tokens[_at + 1].Text == "(" && Now.Text.ToLowerInvariant() is "left" or "right" or "insert" or "replace" or "values" ? Take().Text : Name();
        bool isCall = Is("(");
        while (Sign("."))
        {
            if (Sign("*"))
            {
                _columns.Add("*");
                return;
            }

            name = Now.Kind == SqlTokenKind.Word ? Take().Text : Name();
            isCall = Is("(");
        }

        if (isCall)
        {
            Call(name);
            return;
        }

        if (quoted || name.ToLowerInvariant() is not ("null" or "true" or "false" or "default" or "unknown" or "current_date" or "current_time" or "current_timestamp" or "current_user" or "localtime" or "localtimestamp"))
        {
            _columns.Add(name);
        }
    }

    private void Call(string name)
    {
        switch (name.ToLowerInvariant())
        {
            case "cast" or "try_cast":
                Expect("(");
                Expression();
                Expect("as");
                Type();
                Expect(")");
                break;
            case "extract" or "trim" or "substring" or "position" or "overlay":
                Nested(() =>
                {
                    Expect("(");
                    if (name.Equals("extract", StringComparison.OrdinalIgnoreCase) || Is("leading") || Is("trailing") || Is("both")) { _at++; }
                    else { Sum(); }

                    while (Sign(",") || Word("from") || Word("for") || Word("in") || Word("placing")) { Expression(); }

                    if (!Is(")")) { Expression(); }

                    Expect(")");
                });
                break;
            default:
                Arguments();
                break;
        }

        if (Is("within"))
        {
            _at++;
            Expect("group");
            Parenthesised(() =>
            {
                Expect("order");
                OrderBy();
            });
        }

        if (Is("filter") && _tokens[_at + 1].Text == "(")
        {
            _at++;
            Parenthesised(() =>
            {
                Expect("where");
                Expression();
            });
        }

        if (Word("over")) { Window(); }
    }

    private void Arguments() => Nested(() =>
    {
        Expect("(");
        if (!Sign("*") && !Is(")"))
        {
            if (!Word("distinct")) { Word("all"); }

            if (Is("select") || Is("with")) { Query(); }
            else { List(); }

            if (Word("order")) { OrderBy(); }

            if (Word("separator")) { Expression(); }
        }

        Expect(")");
    });

    private void Window()
    {
        if (!Is("("))
        {
            Name();
            return;
        }

        Parenthesised(() =>
        {
            if (Is("partition"))
            {
                _at++;
                Expect("by");
                List();
            }

            if (Word("order")) { OrderBy(); }

            if (Is("rows") || Is("range") || Is("groups"))
            {
                _at++;
                Balanced(1);
            }
        });
    }

    private void Subject()
    {
        if (Is("select") || Is("with") || Is("values")) { Query(); }
        else { List(); }
    }

    private void Type()
    {
        Name();
        while (IsName() && Now.Text.ToLowerInvariant() is "precision" or "varying" or "zone" or "time" or "without" or "unsigned" or "signed") { _at++; }

        if (Word("with"))
        {
            Expect("time");
            Expect("zone");
        }

        if (Is("(")) { Parenthesised(List); }

        while (Sign("[")) { Expect("]"); }
    }

    private void Names(HashSet<string> into)
    {
        Expect("(");
        do { into.Add(Dotted()); }
        while (Sign(","));

        Expect(")");
    }

    private string Dotted()
    {
        string name = Name();
        while (Sign(".")) { name = Name(); }

        return name;
    }

    private void Parenthesised(Action inner) => Nested(() =>
    {
        Expect("(");
        inner();
        Expect(")");
    });

    private void Nested(Action inner)
    {
        if (++_depth > MaxDepth * 3) { throw new SqlSyntaxException("it is nested deeper than 64 levels", Now.Start); }

        inner();
        _depth--;
    }

    private bool IsName() => Now.Kind == SqlTokenKind.QuotedName || (Now.Kind == SqlTokenKind.Word && !s_reserved.Contains(Now.Text));

    private string Name() => IsName() ? Take().Text : throw Unexpected();

    private bool Is(string text) => Now.Kind is SqlTokenKind.Word or SqlTokenKind.Sign && Now.Text.Equals(text, StringComparison.OrdinalIgnoreCase);

    private bool Word(string word) => Sign(word);

    private bool Sign(string text)
    {
        if (!Is(text)) { return false; }

        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Sign(text)) { throw Unexpected(); }
    }

    private SqlToken Take() => _tokens[_at++];

    private SqlSyntaxException Unexpected() =>
        new(Now.Kind == SqlTokenKind.End ? "it ends too early" : $"{Quote.Short(Now.Text)} is not expected there", Now.Start);
}
