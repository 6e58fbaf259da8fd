using System.Globalization;
using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>The filters behind <c>|</c>.</summary>
internal static class JinjaFilters
{
    /// <summary>Applies one; the first argument is the value.</summary>
    public static object? Apply(JinjaArguments a)
    {
        JinjaRun run = a.Run;
        return a.Callee switch
        {
            "trim" => a.Bind("value", "chars") is var v ? PythonText.Trim(Text(a, v[0]), v[1] is null or JinjaArguments.Missing ? null : Text(a, v[1])) : null,
            "upper" => PythonText.Upper(Text(a)),
            "lower" => Text(a).ToLowerInvariant(),
            "title" => PythonText.TitleOfFilter(Text(a)),
            "capitalize" => PythonText.Capitalize(Text(a)),
            "length" or "count" => Length(a, a.Bind("value")[0]),
            "default" or "d" => Default(a),
            "join" => Join(a),
            "first" => Items(a) is { Count: > 0 } items ? items[0] : new JinjaUndefined("a list has no first item"),
            "last" => Items(a) is { Count: > 0 } items ? items[^1] : new JinjaUndefined("a list has no last item"),
            "tojson" => JinjaJson.Write(a),
            "string" => Text(a),
            "int" => Whole(a),
            "float" => Real(a),
            "list" => new JinjaList(Items(a)),
            "items" => a.Bind("value")[0] switch
            {
                JinjaMapping mapping => JinjaAttributes.Attribute(run, mapping, "items") is JinjaFunction items ? items.Call(new JinjaArguments(run, "items", [], [])) : null,
                JinjaUndefined => new JinjaList(),
                var other => throw run.Fail($"{JinjaSemantics.Named(other)} is no mapping"),
            },
            "replace" => a.Bind("value", "old", "new", "count") is var v
                ? JinjaAttributes.Replace(run, Text(a, v[0]), Text(a, v[1]), Text(a, v[2]), v[3] is null or JinjaArguments.Missing ? -1 : JinjaSemantics.Whole(run, v[3])) : null,
            "reverse" => a.Bind("value")[0] is string text ? string.Concat(PythonText.Characters(text).Reverse()) : new JinjaList(Items(a).Reverse()),
            "abs" => JinjaSemantics.Number(a.Bind("value")[0]) switch { long n when n != long.MinValue => (object)Math.Abs(n), double d => Math.Abs(d), _ => throw run.Fail("'abs' needs a number") },
            "round" => Round(a),
            "sum" => a.Bind("value", "attribute", "start") is var v
                ? JinjaSequences.Mapped(a, JinjaSemantics.Items(run, v[0]), v[1]).Aggregate(v[2] is JinjaArguments.Missing ? 0L : v[2], (sum, i) => JinjaSemantics.Calculate(run, "+", sum, i)) : null,
            "indent" => Indent(a),
            "safe" => a.Bind("value")[0],
            "e" or "escape" => Text(a).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal),
            "attr" => a.Bind("value", "name") is var v && JinjaAttributes.Attribute(run, v[0], Text(a, v[1])) is JinjaFunction method ? method : new JinjaUndefined("there is no such attribute"),
            _ => JinjaSequences.Apply(a),
        };
    }

    /// <summary>The text of a value that is about to be made anew.</summary>
    internal static string Text(JinjaArguments a, object? value)
    {
        string text = JinjaSemantics.Text(a.Run, value is JinjaArguments.Missing ? throw a.Run.Fail($"the filter '{a.Callee}' lacks an argument") : value);
        a.Run.Grow(text.Length);
        return text;
    }

    private static string Text(JinjaArguments a) => Text(a, a.Bind("value")[0]);

    private static IReadOnlyList<object?> Items(JinjaArguments a)
    {
        IReadOnlyList<object?> items = JinjaSemantics.Items(a.Run, a.Bind("value")[0]);
        a.Run.Grow(items.Count);
        return items;
    }

    private static long Length(JinjaArguments a, object? value) => value switch
    {
        string text => (long)PythonText.Length(text),
        JinjaUndefined => 0L,
        JinjaList list => (long)list.Count,
        JinjaMapping mapping => (long)mapping.Count,
        _ => throw a.Run.Fail($"{JinjaSemantics.Named(value)} has no length"),
    };

    private static object? Default(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "default_value", "boolean");
        bool absent = v[0] is JinjaUndefined || (v[2] is not JinjaArguments.Missing && JinjaSemantics.Truth(v[2]) && !JinjaSemantics.Truth(v[0]));
        return !absent ? v[0] : v[1] is JinjaArguments.Missing ? string.Empty : v[1];
    }

    private static string Join(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "d", "attribute");
        string separator = v[1] is JinjaArguments.Missing ? string.Empty : Text(a, v[1]);
        StringBuilder joined = new();
        bool first = true;
        foreach (object? item in JinjaSequences.Mapped(a, JinjaSemantics.Items(a.Run, v[0]), v[2]))
        {
            if (!first) { joined.Append(separator); }

            joined.Append(Text(a, item));
            a.Run.Grow(separator.Length);
            first = false;
        }

        return joined.ToString();
    }

    private static object? Whole(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "default", "base");
        object? otherwise = v[1] is JinjaArguments.Missing ? 0L : v[1];
        if (v[2] is not (JinjaArguments.Missing or 10L)) { throw a.Run.Fail("'int' with a base is not supported"); }

        return v[0] switch
        {
            long or bool => JinjaSemantics.Whole(a.Run, v[0]),
            double d => Math.Abs(d) < 9e18 ? (long)d : otherwise,
            string text when long.TryParse(PythonText.Trim(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
            string text when Parsed(text) is { } real && Math.Abs(real) < 9e18 => (long)real,
            JinjaUndefined undefined => throw a.Run.Fail(undefined.Reason),
            _ => otherwise,
        };
    }

    private static object? Real(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "default");
        return v[0] switch
        {
            long or bool or double => Convert.ToDouble(v[0], CultureInfo.InvariantCulture),
            string text when Parsed(text) is { } real => real,
            JinjaUndefined undefined => throw a.Run.Fail(undefined.Reason),
            _ => v[1] is JinjaArguments.Missing ? 0.0 : v[1],
        };
    }

    private static double? Parsed(string text) =>
        double.TryParse(PythonText.Trim(text), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static double Round(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "precision", "method");
        long digits = v[1] is JinjaArguments.Missing ? 0 : JinjaSemantics.Whole(a.Run, v[1]);
        string method = v[2] is JinjaArguments.Missing ? "common" : Text(a, v[2]);
        if (JinjaSemantics.Number(v[0]) is not { } number || digits is < 0 or > 15) { throw a.Run.Fail("'round' needs a number and 0 to 15 digits"); }

        double value = Convert.ToDouble(number, CultureInfo.InvariantCulture), factor = Math.Pow(10, digits);
        return method switch
        {
            "common" => Math.Round(value, (int)digits, MidpointRounding.ToEven),
            "ceil" => Math.Ceiling(value * factor) / factor,
            "floor" => Math.Floor(value * factor) / factor,
            _ => throw a.Run.Fail("'round' knows the methods common, ceil and floor"),
        };
    }

    private static string Indent(JinjaArguments a)
    {
        object?[] v = a.Bind("value", "width", "first", "blank");
        string text = Text(a, v[0]);
        string indent = v[1] switch
        {
            JinjaArguments.Missing => "    ",
            string said => said,
            var width => new string(' ', (int)Math.Clamp(JinjaSemantics.Whole(a.Run, width), 0, 1000)),
        };
        bool first = v[2] is not JinjaArguments.Missing && JinjaSemantics.Truth(v[2]);
        bool blank = v[3] is not JinjaArguments.Missing && JinjaSemantics.Truth(v[3]);
        string[] lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        a.Run.Grow((long)lines.Length * indent.Length);
        return string.Join('\n', lines.Select((line, i) => (i == 0 ? first : blank || line.Length > 0) ? indent + line : line));
    }
}
