using System.Globalization;

namespace LlmEval.Worker.Templates;

/// <summary>Reads expressions, by descent through the ranks of Jinja's operators.</summary>
internal abstract class JinjaExpressionParser
{
    /// <summary>Deeper nesting is no chat template.</summary>
    private const int Deepest = 100;

    private readonly IReadOnlyList<JinjaToken> _tokens;
    private int _at;
    private int _depth;

    protected JinjaExpressionParser(IReadOnlyList<JinjaToken> tokens) => _tokens = tokens;

    protected JinjaToken Current => _tokens[_at];

    private JinjaToken Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    protected JinjaToken Next() => Current.Kind == JinjaTokenKind.End ? Current : _tokens[_at++];

    protected bool Take(string op)
    {
        if (!Current.Is(op)) { return false; }

        _at++;
        return true;
    }

    protected bool TakeName(string name)
    {
        if (!Current.IsName(name)) { return false; }

        _at++;
        return true;
    }

    protected void Expect(string op)
    {
        if (!Take(op)) { throw Unexpected($"'{op}'"); }
    }

    protected string ExpectName()
    {
        if (Current.Kind != JinjaTokenKind.Name) { throw Unexpected("a name"); }

        return Next().Value;
    }

    protected JinjaException Unexpected(string expected) => new(Current.Line, $"{expected} is expected, not {Describe(Current)}");

    /// <summary>Runs a level of the descent; too many are refused.</summary>
    protected T Deeper<T>(Func<T> parse)
    {
        if (++_depth > Deepest || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException(Current.Line, "it is nested too deeply");
        }

        try { return parse(); }
        finally { _depth--; }
    }

    /// <summary>An expression, or several with commas between them: a tuple.</summary>
    protected JinjaExpression ParseTuple(bool conditional = true)
    {
        int line = Current.Line;
        JinjaExpression first = conditional ? ParseExpression() : ParseOr();
        if (!Current.Is(",")) { return first; }

        List<JinjaExpression> items = [first];
        while (Take(","))
        {
            if (Current.Kind is JinjaTokenKind.BlockEnd or JinjaTokenKind.OutputEnd || Current.Is(")")) { break; }

            items.Add(conditional ? ParseExpression() : ParseOr());
        }

        return new SequenceOf(line, items, IsTuple: true);
    }

    protected JinjaExpression ParseExpression() => Deeper(ParseConditional);

    protected JinjaExpression ParseOr()
    {
        JinjaExpression left = ParseAnd();
        while (Current.IsName("or"))
        {
            int line = Next().Line;
            left = new Binary(line, "or", left, ParseAnd());
        }

        return left;
    }

    /// <summary>The filters behind a value or a block.</summary>
    protected JinjaExpression ParseFilter(JinjaExpression? target)
    {
        int line = Current.Line;
        string name = ExpectName();
        while (Take(".")) { name += "." + ExpectName(); }

        return new FilterOf(line, target, name, Current.Is("(") ? ParseArguments() : Arguments.None);
    }

    private static string Describe(JinjaToken token) => token.Kind switch
    {
        JinjaTokenKind.End => "the end of the template",
        JinjaTokenKind.Data => "text",
        JinjaTokenKind.OutputBegin => "'{{'",
        JinjaTokenKind.OutputEnd => "'}}'",
        JinjaTokenKind.BlockBegin => "'{%'",
        JinjaTokenKind.BlockEnd => "'%}'",
        JinjaTokenKind.Text => "a string",
        _ => $"'{(token.Value.Length > 40 ? token.Value[..40] : token.Value)}'",
    };

    private JinjaExpression ParseConditional()
    {
        JinjaExpression value = ParseOr();
        while (Current.IsName("if"))
        {
            int line = Next().Line;
            JinjaExpression condition = ParseOr();
            JinjaExpression? otherwise = TakeName("else") ? ParseExpression() : null;
            value = new Conditional(line, condition, value, otherwise);
        }

        return value;
    }

    private JinjaExpression ParseAnd()
    {
        JinjaExpression left = ParseNot();
        while (Current.IsName("and"))
        {
            int line = Next().Line;
            left = new Binary(line, "and", left, ParseNot());
        }

        return left;
    }

    private JinjaExpression ParseNot()
    {
        if (!Current.IsName("not")) { return ParseComparison(); }

        int line = Next().Line;
        return new Unary(line, "not", Deeper(ParseNot));
    }

    private JinjaExpression ParseComparison()
    {
        int line = Current.Line;
        JinjaExpression first = ParseSum();
        List<(string, JinjaExpression)> rest = [];
        while (true)
        {
            if (Current.Kind == JinjaTokenKind.Operator && Current.Value is "==" or "!=" or "<" or "<=" or ">" or ">=") { rest.Add((Next().Value, ParseSum())); }
            else if (TakeName("in")) { rest.Add(("in", ParseSum())); }
            else if (Current.IsName("not") && Following.IsName("in"))
            {
                _at += 2;
                rest.Add(("not in", ParseSum()));
            }
            else { return rest.Count == 0 ? first : new Comparison(line, first, rest); }
        }
    }

    private JinjaExpression ParseSum() => Chain(ParseConcatenation, "+", "-");

    private JinjaExpression ParseConcatenation() => Chain(ParseProduct, "~");

    private JinjaExpression ParseProduct() => Chain(ParsePower, "*", "/", "//", "%");

    private JinjaExpression ParsePower() => Chain(() => ParseUnary(filters: true), "**");

    private JinjaExpression Chain(Func<JinjaExpression> operand, params ReadOnlySpan<string> operators)
    {
        JinjaExpression left = operand();
        while (Current.Kind == JinjaTokenKind.Operator && operators.Contains(Current.Value))
        {
            JinjaToken op = Next();
            left = new Binary(op.Line, op.Value, left, operand());
        }

        return left;
    }

    private JinjaExpression ParseUnary(bool filters)
    {
        JinjaExpression value;
        if (Current.Is("-") || Current.Is("+"))
        {
            JinjaToken op = Next();
            value = new Unary(op.Line, op.Value, Deeper(() => ParseUnary(filters: false)));
        }
        else
        {
            value = ParsePrimary();
        }

        value = ParsePostfix(value);
        return filters ? ParseFiltersAndTests(value) : value;
    }

    private JinjaExpression ParsePrimary()
    {
        JinjaToken token = Next();
        switch (token.Kind)
        {
            case JinjaTokenKind.Name:
                return token.Value switch
                {
                    "true" or "True" => new Literal(token.Line, true),
                    "false" or "False" => new Literal(token.Line, false),
                    "none" or "None" => new Literal(token.Line, null),
                    _ => new NameOf(token.Line, token.Value),
                };
            case JinjaTokenKind.Text:
                string text = token.Value;
                while (Current.Kind == JinjaTokenKind.Text) { text += Next().Value; }

                return new Literal(token.Line, text);
            case JinjaTokenKind.Integer:
                return long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long whole)
                    ? new Literal(token.Line, whole) : throw new JinjaException(token.Line, "a number is too large");
            case JinjaTokenKind.Float:
                return new Literal(token.Line, double.Parse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture));
            case JinjaTokenKind.Operator when token.Value == "(":
                if (Take(")")) { return new SequenceOf(token.Line, [], IsTuple: true); }

                JinjaExpression inner = ParseTuple();
                Expect(")");
                return inner;
            case JinjaTokenKind.Operator when token.Value == "[":
                return new SequenceOf(token.Line, List("]", ParseExpression), IsTuple: false);
            case JinjaTokenKind.Operator when token.Value == "{":
                return new MappingOf(token.Line, List("}", () =>
                {
                    JinjaExpression key = ParseExpression();
                    Expect(":");
                    return (key, ParseExpression());
                }));
            default:
                _at -= token.Kind == JinjaTokenKind.End ? 0 : 1;
                throw Unexpected("a value");
        }
    }

    private List<T> List<T>(string closing, Func<T> parse)
    {
        List<T> items = [];
        while (!Take(closing))
        {
            if (items.Count > 0)
            {
                Expect(",");
                if (Take(closing)) { break; }
            }

            items.Add(parse());
        }

        return items;
    }

    private JinjaExpression ParsePostfix(JinjaExpression value)
    {
        while (true)
        {
            int line = Current.Line;
            if (Take("."))
            {
                if (Current.Kind == JinjaTokenKind.Integer) { value = new EntryOf(line, value, ParsePrimary()); }
                else { value = new AttributeOf(line, value, ExpectName()); }
            }
            else if (Take("[")) { value = ParseSubscript(value, line); }
            else if (Current.Is("(")) { value = new CallOf(line, value, ParseArguments()); }
            else { return value; }
        }
    }

    private JinjaExpression ParseSubscript(JinjaExpression value, int line)
    {
        JinjaExpression? start = Current.Is(":") ? null : ParseTuple();
        if (start is not null && Take("]")) { return new EntryOf(line, value, start); }

        Expect(":");
        JinjaExpression? stop = Current.Is(":") || Current.Is("]") ? null : ParseExpression();
        JinjaExpression? step = Take(":") && !Current.Is("]") ? ParseExpression() : null;
        Expect("]");
        return new SliceOf(line, value, start, stop, step);
    }

    private Arguments ParseArguments()
    {
        Expect("(");
        List<JinjaExpression> positional = [];
        List<(string, JinjaExpression)> named = [];
        List(")", () =>
        {
            if (Current.Is("*") || Current.Is("**")) { throw new JinjaException(Current.Line, "arguments with '*' are not supported"); }

            if (Current.Kind == JinjaTokenKind.Name && Following.Is("="))
            {
                string name = Next().Value;
                Expect("=");
                named.Add((name, ParseExpression()));
            }
            else if (named.Count > 0) { throw new JinjaException(Current.Line, "an argument by position follows one by name"); }
            else { positional.Add(ParseExpression()); }

            return true;
        });
        return new Arguments(positional, named);
    }

    private JinjaExpression ParseFiltersAndTests(JinjaExpression value)
    {
        while (true)
        {
            int line = Current.Line;
            if (Take("|")) { value = ParseFilter(value); }
            else if (Current.IsName("is")) { value = ParseTest(value); }
            else if (Current.Is("(")) { value = new CallOf(line, value, ParseArguments()); }
            else { return value; }
        }
    }

    private TestOf ParseTest(JinjaExpression value)
    {
        int line = Next().Line;
        bool negated = TakeName("not");
        string name = ExpectName();
        Arguments arguments = Arguments.None;
        if (Current.Is("(")) { arguments = ParseArguments(); }
        else if (Current.Kind is JinjaTokenKind.Text or JinjaTokenKind.Integer or JinjaTokenKind.Float || Current.Is("[") || Current.Is("{")
            || (Current.Kind == JinjaTokenKind.Name && Current.Value is not ("else" or "or" or "and" or "if" or "is" or "in" or "not")))
        {
            arguments = new Arguments([ParsePostfix(ParsePrimary())], []);
        }

        return new TestOf(line, value, name, arguments, negated);
    }
}
