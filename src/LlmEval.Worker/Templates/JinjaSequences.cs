using System.Globalization;

namespace LlmEval.Worker.Templates;

/// <summary>The filters that choose, order and change the items of a list.</summary>
internal static class JinjaSequences
{
    /// <summary>Applies one; the first argument is the list.</summary>
    public static object? Apply(JinjaArguments a) => a.Callee switch
    {
        "map" => Map(a),
        "select" => Choose(a, byAttribute: false, wanted: true),
        "reject" => Choose(a, byAttribute: false, wanted: false),
        "selectattr" => Choose(a, byAttribute: true, wanted: true),
        "rejectattr" => Choose(a, byAttribute: true, wanted: false),
        "sort" => Sort(a),
        "unique" => Unique(a),
        "dictsort" => SortMapping(a),
        "min" => Extreme(a, -1),
        "max" => Extreme(a, 1),
        _ => throw a.Run.Fail($"there is no filter '{a.Callee}'"),
    };

    /// <summary>The items themselves, or an attribute of each (<c>a.b.0</c> goes deeper).</summary>
    internal static IEnumerable<object?> Mapped(JinjaArguments a, IReadOnlyList<object?> items, object? attribute) =>
        attribute is null or JinjaArguments.Missing ? items : items.Select(i => Attribute(a, i, attribute)).ToArray();

    private static object? Attribute(JinjaArguments a, object? item, object? attribute)
    {
        if (attribute is not string path) { return JinjaAttributes.Entry(a.Run, item, attribute); }

        foreach (string part in path.Split('.'))
        {
            object key = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : part;
            item = JinjaAttributes.Entry(a.Run, item, key);
        }

        return item;
    }

    private static JinjaList Map(JinjaArguments a)
    {
        IReadOnlyList<object?> items = JinjaSemantics.Items(a.Run, a.Positional[0]);
        a.Run.Grow(items.Count);
        if (a.Positional.Count == 1)
        {
            object?[] v = a.Bind("value", "attribute", "default");
            if (v[1] is JinjaArguments.Missing) { throw a.Run.Fail("'map' needs a filter or an attribute"); }

            return new JinjaList(Mapped(a, items, v[1]).Select(i => i is JinjaUndefined && v[2] is not JinjaArguments.Missing ? v[2] : i));
        }

        string filter = JinjaSemantics.Text(a.Run, a.Positional[1]);
        return new JinjaList(items.Select(i => Nested(a, () => JinjaFilters.Apply(new JinjaArguments(a.Run, filter, [i, .. a.Positional.Skip(2)], a.Named)))).ToArray());
    }

    private static JinjaList Choose(JinjaArguments a, bool byAttribute, bool wanted)
    {
        IReadOnlyList<object?> items = JinjaSemantics.Items(a.Run, a.Positional[0]);
        a.Run.Grow(items.Count);
        int at = 1;
        object? attribute = !byAttribute ? null
            : a.Positional.Count > at ? a.Positional[at++] : throw a.Run.Fail($"'{a.Callee}' needs an attribute");
        string? test = a.Positional.Count > at ? JinjaSemantics.Text(a.Run, a.Positional[at++]) : null;
        return new JinjaList(items.Where(i =>
        {
            a.Run.Step();
            object? value = byAttribute ? Attribute(a, i, attribute) : i;
            bool holds = test is null ? JinjaSemantics.Truth(value)
                : JinjaTests.Holds(new JinjaArguments(a.Run, test, [value, .. a.Positional.Skip(at)], a.Named));
            return holds == wanted;
        }).ToArray());
    }

    private static JinjaList Sort(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "reverse", "case_sensitive", "attribute");
        object?[] parts = v[3] is string paths ? [.. paths.Split(',')] : [v[3]];
        IReadOnlyList<object?> items = JinjaSemantics.Items(a.Run, v[0]);
        a.Run.Grow(items.Count);
        return Ordered(a, items, i => new JinjaList(parts.Select(p => Key(v[2], p is null or JinjaArguments.Missing ? i : Attribute(a, i, p)))), IsTrue(v[1]));
    }

    private static JinjaList Unique(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "case_sensitive", "attribute");
        IReadOnlyList<object?> items = JinjaSemantics.Items(a.Run, v[0]);
        JinjaMapping seen = [];
        JinjaList unique = [];
        foreach (object? item in items)
        {
            a.Run.Step();
            object? value = Key(v[1], v[2] is null or JinjaArguments.Missing ? item : Attribute(a, item, v[2]));
            if (JinjaKeys.Of(value) is not { } key) { throw a.Run.Fail($"'unique' cannot tell {JinjaSemantics.Named(value)} apart"); }
            if (seen.TryAdd(key, null)) { unique.Add(item); }
        }

        return unique;
    }

    private static JinjaList SortMapping(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "case_sensitive", "by", "reverse");
        if (v[0] is not JinjaMapping mapping) { throw a.Run.Fail("'dictsort' needs a mapping"); }

        int by = v[2] is JinjaArguments.Missing or "key" ? 0 : v[2] is "value" ? 1 : throw a.Run.Fail("'dictsort' sorts by key or by value");
        a.Run.Grow(mapping.Count * 2L);
        return Ordered(a, [.. mapping.Select(e => (object?)JinjaList.Pair(JinjaKeys.Value(e.Key), e.Value))], i => Key(v[1], ((JinjaList)i!)[by]), IsTrue(v[3]));
    }

    private static object? Extreme(JinjaArguments a, int sign)
    {
        object?[] v = a.Bind("value", "case_sensitive", "attribute");
        IReadOnlyList<object?> items = JinjaSemantics.Items(a.Run, v[0]);
        if (items.Count == 0) { return new JinjaUndefined("an empty list has no least or greatest item"); }

        object? best = items[0];
        foreach (object? item in items.Skip(1))
        {
            object? Value(object? i) => Key(v[1], v[2] is null or JinjaArguments.Missing ? i : Attribute(a, i, v[2]));
            if (JinjaSemantics.Compare(a.Run, Value(item), Value(best)) * sign > 0) { best = item; }
        }

        return best;
    }

    private static JinjaList Ordered(JinjaArguments a, IReadOnlyList<object?> items, Func<object?, object?> key, bool reverse)
    {
        Comparer<object?> comparer = Comparer<object?>.Create((x, y) => JinjaSemantics.Compare(a.Run, x, y));
        (object? Key, object? Item)[] keyed = [.. items.Select(i => (key(i), i))];
        try
        {
            // Stable in both directions, as Python's is.
            return new JinjaList((reverse ? keyed.OrderByDescending(k => k.Key, comparer) : keyed.OrderBy(k => k.Key, comparer)).Select(k => k.Item).ToArray());
        }
        catch (InvalidOperationException e) when (e.InnerException is JinjaException inner)
        {
            // The sort wraps what its comparison throws.
            throw new JinjaException(inner.Line, inner.Reason);
        }
    }

    private static object? Key(object? caseSensitive, object? value) => value is string text && !IsTrue(caseSensitive) ? text.ToLowerInvariant() : value;

    private static bool IsTrue(object? value) => value is not JinjaArguments.Missing && JinjaSemantics.Truth(value);

    private static object? Nested(JinjaArguments a, Func<object?> apply)
    {
        a.Run.Enter();
        object? value = apply();
        a.Run.Leave();
        return value;
    }
}
