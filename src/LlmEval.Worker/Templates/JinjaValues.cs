namespace LlmEval.Worker.Templates;

/// <summary>A value that does not exist: prints nothing, is false, has no items, and fails when anything else is done with it.</summary>
/// <param name="Reason">Why it does not exist, for messages.</param>
internal sealed record JinjaUndefined(string Reason);

/// <summary>A list or a tuple. Templates cannot change it.</summary>
internal sealed class JinjaList : List<object?>
{
    public JinjaList()
    {
    }

    public JinjaList(IEnumerable<object?> items, bool isTuple = false)
        : base(items) => IsTuple = isTuple;

    public bool IsTuple { get; }

    public static JinjaList Pair(object? first, object? second) => new([first, second], isTuple: true);
}

/// <summary>A mapping, in the order of its entries. Templates cannot change it.</summary>
internal sealed class JinjaMapping : OrderedDictionary<object, object?>
{
    public JinjaMapping()
        : base(JinjaKeys.Instance)
    {
    }
}

/// <summary>Keys as Python compares them: 1, 1.0 and true are one.</summary>
internal sealed class JinjaKeys : IEqualityComparer<object>
{
    public static JinjaKeys Instance { get; } = new();

    public new bool Equals(object? x, object? y) => Plain(x).Equals(Plain(y));

    public int GetHashCode(object obj) => Plain(obj).GetHashCode();

    /// <summary>A key for a value; null when it cannot be one.</summary>
    public static object? Of(object? value) => value switch
    {
        null => None.Value,
        string or bool or long or double => value,
        _ => null,
    };

    /// <summary>The value that a key stands for.</summary>
    public static object? Value(object key) => key is None ? null : key;

    private static object Plain(object? key) => key switch
    {
        bool b => b ? 1L : 0L,
        double d when Math.Abs(d) < 1e15 && d == Math.Floor(d) => (long)d,
        null => None.Value,
        _ => key,
    };

    private sealed class None
    {
        public static readonly None Value = new();
    }
}

/// <summary><c>namespace(...)</c>: the one thing that a template can change.</summary>
internal sealed class JinjaNamespace : Dictionary<string, object?>
{
    public JinjaNamespace()
        : base(StringComparer.Ordinal)
    {
    }
}

/// <summary>A macro, a method or a function.</summary>
internal sealed record JinjaFunction(string Name, Func<JinjaArguments, object?> Call);

/// <summary>The arguments of one call.</summary>
internal sealed record JinjaArguments(JinjaRun Run, string Callee, IReadOnlyList<object?> Positional, IReadOnlyList<(string Name, object? Value)> Named)
{
    /// <summary>The values of parameters in their order; <see cref="Missing"/> where none was given.</summary>
    public object?[] Bind(params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length) { throw Run.Fail($"'{Callee}' takes at most {parameters.Length} arguments"); }

        object?[] values = new object?[parameters.Length];
        for (int i = 0; i < values.Length; i++) { values[i] = i < Positional.Count ? Positional[i] : Missing.Value; }

        foreach ((string name, object? value) in Named)
        {
            int at = parameters.IndexOf(name);
            if (at < 0 || values[at] is not Missing) { throw Run.Fail($"'{Callee}' does not take the argument '{name}'{(at < 0 ? string.Empty : " twice")}"); }

            values[at] = value;
        }

        return values;
    }

    /// <summary>An argument that was not given.</summary>
    internal sealed class Missing
    {
        public static readonly Missing Value = new();
    }
}
