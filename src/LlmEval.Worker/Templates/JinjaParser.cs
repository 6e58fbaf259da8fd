namespace LlmEval.Worker.Templates;

/// <summary>Reads a template into a tree.</summary>
internal sealed class JinjaParser : JinjaExpressionParser
{
    private JinjaParser(IReadOnlyList<JinjaToken> tokens)
        : base(tokens)
    {
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="JinjaException">It is no template, or uses a statement that is not supported.</exception>
    public static IReadOnlyList<JinjaNode> Parse(string source)
    {
        JinjaParser parser = new(JinjaLexer.Tokenize(source));
        IReadOnlyList<JinjaNode> nodes = parser.ParseUntil();
        return parser.Current.Kind == JinjaTokenKind.End ? nodes : throw parser.Unexpected("a statement");
    }

    /// <summary>Statements up to one of the words that end them, which stays; its <c>{%</c> is taken.</summary>
    private IReadOnlyList<JinjaNode> ParseUntil(params IReadOnlyList<string> ends) => Deeper(() =>
    {
        List<JinjaNode> nodes = [];
        int start = Current.Line;
        while (true)
        {
            JinjaToken token = Current;
            switch (token.Kind)
            {
                case JinjaTokenKind.End when ends.Count > 0: throw new JinjaException(start, $"'{ends[^1]}' is missing");
                case JinjaTokenKind.End: return (IReadOnlyList<JinjaNode>)nodes;
                case JinjaTokenKind.Data: nodes.Add(new WriteText(token.Line, Next().Value)); break;
                case JinjaTokenKind.OutputBegin:
                    Next();
                    nodes.Add(new WriteValue(token.Line, ParseTuple()));
                    End(JinjaTokenKind.OutputEnd, "'}}'");
                    break;
                case JinjaTokenKind.BlockBegin:
                    Next();
                    if (Current.Kind == JinjaTokenKind.Name && ends.Contains(Current.Value)) { return nodes; }

                    nodes.Add(ParseStatement());
                    break;
                default: throw Unexpected("text or a tag");
            }
        }
    });

    private JinjaNode ParseStatement()
    {
        int line = Current.Line;
        string name = ExpectName();
        switch (name)
        {
            case "if": return ParseIf(line);
            case "for": return ParseFor(line);
            case "set": return ParseSet(line);
            case "macro": return ParseMacro(line);
            case "break" or "continue":
                EndBlock();
                return new Jump(line, name == "break");
            case "generation":
                EndBlock();
                return new Block(line, [], Body("endgeneration"));
            case "with": return ParseWith(line);
            case "filter":
                JinjaExpression filter = ParseFilters();
                EndBlock();
                return new FilterBlock(line, filter, Body("endfilter"));
            default: throw new JinjaException(line, $"the statement '{(name.Length > 40 ? name[..40] : name)}' is not supported");
        }
    }

    private If ParseIf(int line)
    {
        List<(JinjaExpression, IReadOnlyList<JinjaNode>)> branches = [];
        while (true)
        {
            JinjaExpression condition = ParseTuple();
            EndBlock();
            branches.Add((condition, ParseUntil("elif", "else", "endif")));
            if (TakeName("elif")) { continue; }

            bool otherwise = TakeName("else");
            if (otherwise) { EndBlock(); }

            IReadOnlyList<JinjaNode> rest = otherwise ? ParseUntil("endif") : [];
            Next();
            EndBlock();
            return new If(line, branches, rest);
        }
    }

    private For ParseFor(int line)
    {
        (IReadOnlyList<string> targets, bool unpacks) = ParseTargets();
        if (!TakeName("in")) { throw Unexpected("'in'"); }

        JinjaExpression items = ParseTuple(conditional: false);
        JinjaExpression? condition = TakeName("if") ? ParseExpression() : null;
        if (Current.IsName("recursive")) { throw new JinjaException(Current.Line, "recursive loops are not supported"); }

        EndBlock();
        IReadOnlyList<JinjaNode> body = ParseUntil("else", "endfor");
        IReadOnlyList<JinjaNode> otherwise = [];
        if (TakeName("else"))
        {
            EndBlock();
            otherwise = ParseUntil("endfor");
        }

        Next();
        EndBlock();
        return new For(line, targets, unpacks, items, condition, body, otherwise);
    }

    private JinjaNode ParseSet(int line)
    {
        (IReadOnlyList<string> targets, bool unpacks) = ParseTargets();
        string? attribute = !unpacks && Take(".") ? ExpectName() : null;
        if (Take("="))
        {
            JinjaExpression value = ParseTuple();
            EndBlock();
            return new Set(line, targets, unpacks, attribute, value);
        }

        if (unpacks) { throw Unexpected("'='"); }

        JinjaExpression? filter = Take("|") ? ParseFilters() : null;
        EndBlock();
        return new SetBlock(line, targets[0], attribute, filter, Body("endset"));
    }

    private (IReadOnlyList<string> Names, bool Unpacks) ParseTargets()
    {
        bool bracketed = Take("(");
        List<string> names = [Target()];
        bool unpacks = bracketed;
        while (Take(","))
        {
            unpacks = true;
            if (Current.Kind != JinjaTokenKind.Name || Current.IsName("in")) { break; }

            names.Add(Target());
        }

        if (bracketed) { Expect(")"); }

        return (names, unpacks && (names.Count > 1 || !bracketed));
    }

    private string Target()
    {
        int line = Current.Line;
        string name = ExpectName();
        return name is "true" or "false" or "none" or "True" or "False" or "None"
            ? throw new JinjaException(line, $"'{name}' cannot be set") : name;
    }

    private Macro ParseMacro(int line)
    {
        string name = ExpectName();
        Expect("(");
        List<(string, JinjaExpression?)> parameters = [];
        while (!Take(")"))
        {
            if (parameters.Count > 0) { Expect(","); }
            if (Take(")")) { break; }

            string parameter = Target();
            JinjaExpression? value = Take("=") ? ParseExpression() : null;
            if (value is null && parameters.Count > 0 && parameters[^1].Item2 is not null)
            {
                throw new JinjaException(line, $"the parameter '{parameter}' without a default follows one that has it");
            }

            parameters.Add((parameter, value));
        }

        EndBlock();
        return new Macro(line, name, parameters, Body("endmacro"));
    }

    private Block ParseWith(int line)
    {
        List<(string, JinjaExpression)> values = [];
        while (Current.Kind != JinjaTokenKind.BlockEnd)
        {
            if (values.Count > 0) { Expect(","); }

            string name = Target();
            Expect("=");
            values.Add((name, ParseExpression()));
        }

        EndBlock();
        return new Block(line, values, Body("endwith"));
    }

    private JinjaExpression ParseFilters()
    {
        JinjaExpression filter = ParseFilter(null);
        while (Take("|")) { filter = ParseFilter(filter); }

        return filter;
    }

    private IReadOnlyList<JinjaNode> Body(string end)
    {
        IReadOnlyList<JinjaNode> body = ParseUntil(end);
        Next();
        if (end == "endmacro" && Current.Kind == JinjaTokenKind.Name) { Next(); }

        EndBlock();
        return body;
    }

    private void EndBlock() => End(JinjaTokenKind.BlockEnd, "'%}'");

    private void End(JinjaTokenKind kind, string what)
    {
        if (Current.Kind != kind) { throw Unexpected(what); }

        Next();
    }
}
