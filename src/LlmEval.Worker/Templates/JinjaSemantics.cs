using System.Globalization;
using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>What Python does with values: truth, text, equality, order, iteration, arithmetic.</summary>
internal static class JinjaSemantics
{
    public static bool Truth(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool b => b,
        long n => n != 0,
        double d => d != 0,
        string s => s.Length > 0,
        JinjaList l => l.Count > 0,
        JinjaMapping m => m.Count > 0,
        _ => true,
    };

    /// <summary>Python's name of the type, for messages and texts.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "None",
        JinjaUndefined => "undefined",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        JinjaList { IsTuple: true } => "tuple",
        JinjaList => "list",
        JinjaMapping => "dict",
        JinjaNamespace => "namespace",
        JinjaFunction => "function",
        _ => "loop",
    };

    /// <summary>Python's <c>str</c>.</summary>
    public static string Text(JinjaRun run, object? value)
    {
        switch (value)
        {
            case string s: return s;
            case JinjaUndefined: return string.Empty;
            default:
                StringBuilder text = new();
                Represent(run, value, text);
                return text.ToString();
        }
    }

    public static bool AreEqual(JinjaRun run, object? left, object? right)
    {
        run.Enter();
        try
        {
            switch (left, right)
            {
                case (null, null) or (JinjaUndefined, JinjaUndefined): return true;
                case (string a, string b): return string.Equals(a, b, StringComparison.Ordinal);
                case (JinjaList a, JinjaList b):
                    if (a.IsTuple != b.IsTuple || a.Count != b.Count) { return false; }

                    for (int i = 0; i < a.Count; i++)
                    {
                        if (!AreEqual(run, a[i], b[i])) { return false; }
                    }

                    return true;
                case (JinjaMapping a, JinjaMapping b):
                    if (a.Count != b.Count) { return false; }

                    foreach ((object key, object? item) in a)
                    {
                        if (!b.TryGetValue(key, out object? other) || !AreEqual(run, item, other)) { return false; }
                    }

                    return true;
                default:
                    return Number(left) is { } x && Number(right) is { } y ? Compare(x, y) == 0 : left is not null && ReferenceEquals(left, right);
            }
        }
        finally
        {
            run.Leave();
        }
    }

    /// <summary>Below 0, 0 or above 0, as Python orders the two.</summary>
    public static int Compare(JinjaRun run, object? left, object? right)
    {
        run.Enter();
        try
        {
            if (Number(left) is { } x && Number(right) is { } y) { return Compare(x, y); }

            switch (left, right)
            {
                case (string a, string b): return CompareText(a, b);
                case (JinjaList a, JinjaList b) when a.IsTuple == b.IsTuple:
                    for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
                    {
                        if (!AreEqual(run, a[i], b[i])) { return Compare(run, a[i], b[i]); }
                    }

                    return a.Count.CompareTo(b.Count);
                default:
                    throw run.Fail($"{Named(left)} and {Named(right)} have no order");
            }
        }
        finally
        {
            run.Leave();
        }
    }

    /// <summary>Whether something is in a text, a list or the keys of a mapping.</summary>
    public static bool Contains(JinjaRun run, object? items, object? item)
    {
        switch (items)
        {
            case string text when item is string part:
                run.Search(text, part);
                return text.Contains(part, StringComparison.Ordinal);
            case JinjaMapping mapping: return JinjaKeys.Of(item) is { } key && mapping.ContainsKey(key);
            case JinjaList list: return list.Exists(i => AreEqual(run, i, item));
            case JinjaUndefined: return false;
            default: throw run.Fail($"'in' does not go with {Named(item)} and {Named(items)}");
        }
    }

    /// <summary>The items of a value that is walked through.</summary>
    public static IReadOnlyList<object?> Items(JinjaRun run, object? value)
    {
        switch (value)
        {
            case JinjaList list: return list;
            case JinjaMapping mapping:
                run.Grow(mapping.Count);
                return [.. mapping.Keys.Select(JinjaKeys.Value)];
            case string text:
                run.Grow(text.Length);
                return PythonText.Characters(text);
            case JinjaUndefined: return [];
            default: throw run.Fail($"{Named(value)} has no items");
        }
    }

    public static object? Calculate(JinjaRun run, string op, object? left, object? right)
    {
        if (left is JinjaUndefined undefined || (undefined = (right as JinjaUndefined)!) is not null) { throw run.Fail(undefined.Reason); }

        switch (op, left, right)
        {
            case ("+", string a, string b):
                run.Grow((long)a.Length + b.Length);
                return a + b;
            case ("+", JinjaList a, JinjaList b) when a.IsTuple == b.IsTuple:
                run.Grow((long)a.Count + b.Count);
                return new JinjaList([.. a, .. b], a.IsTuple);
            case ("*", string text, bool or long): return Repeat(run, text, Whole(run, right));
            case ("*", bool or long, string text): return Repeat(run, text, Whole(run, left));
            case ("*", JinjaList list, bool or long):
                long times = Math.Max(0, Whole(run, right));
                run.Grow(Math.Min(times, long.MaxValue / (list.Count + 1)) * list.Count);
                return new JinjaList(Enumerable.Range(0, list.Count == 0 ? 0 : (int)times).SelectMany(_ => list).ToArray(), list.IsTuple);
        }

        object? x = Number(left), y = Number(right);
        if (x is null || y is null) { throw run.Fail($"'{op}' does not go with {Named(left)} and {Named(right)}"); }

        try
        {
            return x is long m && y is long n ? Whole(run, op, m, n) : (object)Real(run, op, Convert.ToDouble(x, CultureInfo.InvariantCulture), Convert.ToDouble(y, CultureInfo.InvariantCulture));
        }
        catch (OverflowException)
        {
            throw run.Fail("a number is too large");
        }
    }

    /// <summary>A whole number, where one is needed.</summary>
    public static long Whole(JinjaRun run, object? value) => value switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        JinjaUndefined u => throw run.Fail(u.Reason),
        _ => throw run.Fail($"{Named(value)} is no whole number"),
    };

    /// <summary>A <see cref="long"/> or a <see cref="double"/>; null when it is no number.</summary>
    public static object? Number(object? value) => value switch { bool b => b ? 1L : 0L, long or double => value, _ => null };

    public static string Named(object? value) => value is JinjaUndefined ? "an undefined value" : value is null ? "None" : $"a value of type {TypeName(value)}";

    private static string Repeat(JinjaRun run, string text, long times)
    {
        if (times <= 0 || text.Length == 0) { return string.Empty; }

        run.Grow(Math.Min(times, int.MaxValue) * text.Length);
        return new StringBuilder(text.Length * (int)times).Insert(0, text, (int)times).ToString();
    }

    private static object Whole(JinjaRun run, string op, long a, long b)
    {
        checked
        {
            switch (op)
            {
                case "+": return a + b;
                case "-": return a - b;
                case "*": return a * b;
                case "/" when b != 0: return (double)a / b;
                case "//" when b != 0: return (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
                case "%" when b == -1: return 0L;
                case "%" when b != 0: return a % b is var rest && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
                case "**" when b < 0: return a == 0 ? throw run.Fail("0 has no negative power") : Math.Pow(a, b);
                case "**":
                    long power = 1;
                    for (long i = 0; i < b && !(a is 0 or 1 && i > 0); i++)
                    {
                        if (a == -1) { return b % 2 == 0 ? 1L : -1L; }

                        power *= a;
                    }

                    return power;
                default: throw run.Fail("a number is divided by 0");
            }
        }
    }

    private static double Real(JinjaRun run, string op, double a, double b) => op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" when b != 0 => a / b,
        "//" when b != 0 => Math.Floor(a / b),
        "%" when b != 0 => a - (b * Math.Floor(a / b)),
        "**" => Math.Pow(a, b) is var power && double.IsFinite(power) ? power : throw run.Fail("a number is too large"),
        _ => throw run.Fail("a number is divided by 0"),
    };

    private static int Compare(object x, object y) => x is long a && y is long b
        ? a.CompareTo(b) : Convert.ToDouble(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(y, CultureInfo.InvariantCulture));

    /// <summary>By code points, which is not the order of UTF-16 where characters beyond the first plane are.</summary>
    private static int CompareText(string a, string b)
    {
        int at = a.AsSpan().CommonPrefixLength(b);
        if (at == a.Length || at == b.Length) { return a.Length.CompareTo(b.Length); }

        bool pairA = char.IsSurrogate(a[at]), pairB = char.IsSurrogate(b[at]);
        return pairA == pairB ? a[at].CompareTo(b[at]) : pairA ? 1 : -1;
    }

    private static void Represent(JinjaRun run, object? value, StringBuilder text)
    {
        run.Enter();
        int before = text.Length;
        switch (value)
        {
            case null: text.Append("None"); break;
            case JinjaUndefined: text.Append("Undefined"); break;
            case bool b: text.Append(b ? "True" : "False"); break;
            case long n: text.Append(CultureInfo.InvariantCulture, $"{n}"); break;
            case double d: text.Append(PythonText.Float(d)); break;
            case string s: text.Append(PythonText.Quote(s)); break;
            case JinjaList list:
                text.Append(list.IsTuple ? '(' : '[');
                for (int i = 0; i < list.Count; i++)
                {
                    if (i > 0) { text.Append(", "); }

                    Represent(run, list[i], text);
                }

                text.Append(list is { IsTuple: true, Count: 1 } ? ",)" : list.IsTuple ? ")" : "]");
                break;
            case JinjaMapping mapping:
                text.Append('{');
                foreach ((object key, object? item) in mapping)
                {
                    if (text[^1] != '{' || text.Length > before + 1) { text.Append(", "); }

                    Represent(run, JinjaKeys.Value(key), text);
                    text.Append(": ");
                    Represent(run, item, text);
                }

                text.Append('}');
                break;
            default: throw run.Fail($"{Named(value)} has no text");
        }

        run.Grow(value is JinjaList or JinjaMapping ? 2 : text.Length - before);
        run.Leave();
    }
}
