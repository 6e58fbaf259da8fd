namespace LlmEval.Worker.Templates;

/// <summary>A part of a parsed template.</summary>
/// <param name="Line">Its line, from 1.</param>
internal abstract record JinjaNode(int Line);

/// <summary>A part that has a value.</summary>
internal abstract record JinjaExpression(int Line) : JinjaNode(Line);

internal sealed record Literal(int Line, object? Value) : JinjaExpression(Line);

internal sealed record NameOf(int Line, string Name) : JinjaExpression(Line);

internal sealed record SequenceOf(int Line, IReadOnlyList<JinjaExpression> Items, bool IsTuple) : JinjaExpression(Line);

internal sealed record MappingOf(int Line, IReadOnlyList<(JinjaExpression Key, JinjaExpression Value)> Items) : JinjaExpression(Line);

/// <summary><c>x.name</c>: an attribute or method first, then an entry.</summary>
internal sealed record AttributeOf(int Line, JinjaExpression Target, string Name) : JinjaExpression(Line);

/// <summary><c>x[key]</c>: an entry first, then an attribute.</summary>
internal sealed record EntryOf(int Line, JinjaExpression Target, JinjaExpression Key) : JinjaExpression(Line);

internal sealed record SliceOf(int Line, JinjaExpression Target, JinjaExpression? Start, JinjaExpression? Stop, JinjaExpression? Step) : JinjaExpression(Line);

/// <summary>The arguments of a call, a filter or a test.</summary>
/// <param name="Positional">By position.</param>
/// <param name="Named">By name.</param>
internal sealed record Arguments(IReadOnlyList<JinjaExpression> Positional, IReadOnlyList<(string Name, JinjaExpression Value)> Named)
{
    public static Arguments None { get; } = new([], []);
}

internal sealed record CallOf(int Line, JinjaExpression Target, Arguments Arguments) : JinjaExpression(Line);

/// <summary>A filter; without a target it filters a block.</summary>
internal sealed record FilterOf(int Line, JinjaExpression? Target, string Name, Arguments Arguments) : JinjaExpression(Line);

internal sealed record TestOf(int Line, JinjaExpression Target, string Name, Arguments Arguments, bool Negated) : JinjaExpression(Line);

internal sealed record Unary(int Line, string Operator, JinjaExpression Operand) : JinjaExpression(Line);

internal sealed record Binary(int Line, string Operator, JinjaExpression Left, JinjaExpression Right) : JinjaExpression(Line);

/// <summary><c>a &lt; b &lt;= c</c>: each pair must hold.</summary>
internal sealed record Comparison(int Line, JinjaExpression First, IReadOnlyList<(string Operator, JinjaExpression Operand)> Rest) : JinjaExpression(Line);

internal sealed record Conditional(int Line, JinjaExpression Condition, JinjaExpression Then, JinjaExpression? Otherwise) : JinjaExpression(Line);

internal sealed record WriteText(int Line, string Text) : JinjaNode(Line);

internal sealed record WriteValue(int Line, JinjaExpression Value) : JinjaNode(Line);

internal sealed record If(int Line, IReadOnlyList<(JinjaExpression Condition, IReadOnlyList<JinjaNode> Body)> Branches, IReadOnlyList<JinjaNode> Otherwise) : JinjaNode(Line);

internal sealed record For(
    int Line, IReadOnlyList<string> Targets, bool Unpacks, JinjaExpression Items, JinjaExpression? Condition,
    IReadOnlyList<JinjaNode> Body, IReadOnlyList<JinjaNode> Otherwise) : JinjaNode(Line);

/// <summary><c>set a = ...</c>, <c>set a, b = ...</c>, <c>set space.a = ...</c>.</summary>
internal sealed record Set(int Line, IReadOnlyList<string> Targets, bool Unpacks, string? Attribute, JinjaExpression Value) : JinjaNode(Line);

/// <summary><c>set a</c> ... <c>endset</c>, through filters when it has some.</summary>
internal sealed record SetBlock(int Line, string Target, string? Attribute, JinjaExpression? Filter, IReadOnlyList<JinjaNode> Body) : JinjaNode(Line);

internal sealed record FilterBlock(int Line, JinjaExpression Filter, IReadOnlyList<JinjaNode> Body) : JinjaNode(Line);

internal sealed record Macro(int Line, string Name, IReadOnlyList<(string Name, JinjaExpression? Default)> Parameters, IReadOnlyList<JinjaNode> Body) : JinjaNode(Line);

/// <summary>Statements with names of their own: <c>with</c>; <c>generation</c>, which marks the model's part for training.</summary>
internal sealed record Block(int Line, IReadOnlyList<(string Name, JinjaExpression Value)> Values, IReadOnlyList<JinjaNode> Body) : JinjaNode(Line);

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record Jump(int Line, bool Ends) : JinjaNode(Line);
