using System.Globalization;
using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>The <c>tojson</c> filter as chat templates know it: Python's <c>json.dumps</c> without escaping of what is not ASCII.</summary>
internal static class JinjaJson
{
    /// <summary>Writes a value.</summary>
    /// <param name="arguments">Value, <c>ensure_ascii</c>, <c>indent</c>, <c>separators</c>, <c>sort_keys</c>.</param>
    public static string Write(JinjaArguments arguments)
    {
        object?[] a = arguments.Bind("value", "ensure_ascii", "indent", "separators", "sort_keys");
        JinjaRun run = arguments.Run;
        string? indent = a[2] switch
        {
            null or JinjaArguments.Missing => null,
            string s => s,
            object n => new string(' ', (int)Math.Clamp(JinjaSemantics.Whole(run, n), 0, 100)),
        };
        (string item, string key) = (indent is null ? ", " : ",", ": ");
        if (a[3] is JinjaList { Count: 2 } separators && separators[0] is string first && separators[1] is string second) { (item, key) = (first, second); }
        else if (a[3] is not (null or JinjaArguments.Missing)) { throw run.Fail("'separators' of 'tojson' must be two texts"); }

        StringBuilder json = new();
        Writer writer = new(run, json, indent, item, key, IsTrue(a[1]), IsTrue(a[4]));
        writer.Write(a[0], 0);
        return json.ToString();
    }

    private static bool IsTrue(object? value) => value is not JinjaArguments.Missing && JinjaSemantics.Truth(value);

    private sealed record Writer(JinjaRun Run, StringBuilder Json, string? Indent, string Item, string Key, bool Ascii, bool Sorted)
    {
        public void Write(object? value, int level)
        {
            Run.Enter();
            switch (value)
            {
                case null: Json.Append("null"); break;
                case bool b: Json.Append(b ? "true" : "false"); break;
                case long n: Json.Append(CultureInfo.InvariantCulture, $"{n}"); break;
                case double d: Json.Append(double.IsNaN(d) ? "NaN" : double.IsInfinity(d) ? d > 0 ? "Infinity" : "-Infinity" : PythonText.Float(d)); break;
                case string s: Text(s); break;
                case JinjaList list: Many('[', ']', list.Count, level, i => Write(list[i], level + 1)); break;
                case JinjaMapping mapping:
                    IEnumerable<KeyValuePair<object, object?>> entries = mapping;
                    if (Sorted) { entries = entries.Order(Comparer<KeyValuePair<object, object?>>.Create((x, y) => JinjaSemantics.Compare(Run, JinjaKeys.Value(x.Key), JinjaKeys.Value(y.Key)))); }

                    KeyValuePair<object, object?>[] all = [.. entries];
                    Many('{', '}', all.Length, level, i =>
                    {
                        KeyValuePair<object, object?> e = all[i];
                        Text(JinjaKeys.Value(e.Key) switch { string s => s, bool b => b ? "true" : "false", null => "null", object n => JinjaSemantics.Text(Run, n) });
                        Json.Append(Key);
                        Write(e.Value, level + 1);
                    });
                    break;
                default: throw Run.Fail($"{JinjaSemantics.Named(value)} cannot be written as JSON");
            }

            Run.Leave();
        }

        private void Many(char open, char close, int count, int level, Action<int> write)
        {
            Json.Append(open);
            for (int i = 0; i < count; i++)
            {
                if (i > 0) { Json.Append(Item); }

                NewLine(level + 1);
                write(i);
            }

            if (count > 0) { NewLine(level); }

            Json.Append(close);
            Run.Grow(2);
        }

        private void NewLine(int level)
        {
            if (Indent is null) { return; }

            Run.Grow(1 + ((long)Indent.Length * level));
            Json.Append('\n').Insert(Json.Length, Indent, level);
        }

        private void Text(string text)
        {
            Run.Grow(text.Length + 2L);
            Json.Append('"');
            foreach (char c in text)
            {
                switch (c)
                {
                    case '"': Json.Append("\\\""); break;
                    case '\\': Json.Append(@"\\"); break;
                    case '\n': Json.Append(@"\n"); break;
                    case '\r': Json.Append(@"\r"); break;
                    case '\t': Json.Append(@"\t"); break;
                    case '\b': Json.Append(@"\b"); break;
                    case '\f': Json.Append(@"\f"); break;
                    case < ' ': Json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                    case > '~' when Ascii: Json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                    default: Json.Append(c); break;
                }
            }

            Json.Append('"');
        }
    }
}
