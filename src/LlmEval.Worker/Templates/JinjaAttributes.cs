using System.Text;

namespace LlmEval.Worker.Templates;

/// <summary>What lies behind <c>x.name</c> and <c>x[key]</c>: methods of texts, lists and mappings, entries, slices.</summary>
internal static class JinjaAttributes
{
    /// <summary><c>x.name</c>: a method first, then an entry.</summary>
    public static object? Attribute(JinjaRun run, object? target, string name) =>
        Own(run, target, name) is { Found: true } own ? own.Value
        : target is JinjaMapping mapping && mapping.TryGetValue(name, out object? entry) ? entry
        : Absent(target, name);

    /// <summary><c>x[key]</c>: an entry first, then a method.</summary>
    public static object? Entry(JinjaRun run, object? target, object? key)
    {
        switch (target)
        {
            case JinjaUndefined undefined: throw run.Fail(undefined.Reason);
            case JinjaMapping mapping when JinjaKeys.Of(key) is { } k && mapping.TryGetValue(k, out object? entry): return entry;
            case JinjaList list when key is long or bool:
                return At(list.Count, JinjaSemantics.Whole(run, key)) is { } at ? list[at] : new JinjaUndefined("a list has no such item");
            case string text when key is long or bool:
                IReadOnlyList<string> characters = Characters(run, text);
                return At(characters.Count, JinjaSemantics.Whole(run, key)) is { } place ? characters[place] : new JinjaUndefined("a text has no such character");
        }

        return key is string name && Own(run, target, name) is { Found: true } own ? own.Value : Absent(target, key is string s ? s : JinjaSemantics.TypeName(key));
    }

    /// <summary><c>x[start:stop:step]</c>.</summary>
    public static object Slice(JinjaRun run, object? target, object? start, object? stop, object? step)
    {
        long by = step is null ? 1 : JinjaSemantics.Whole(run, step);
        if (by == 0) { throw run.Fail("the step of a slice is 0"); }

        IReadOnlyList<object?> items = target switch
        {
            string text => Characters(run, text),
            JinjaList list => list,
            JinjaUndefined undefined => throw run.Fail(undefined.Reason),
            _ => throw run.Fail($"{JinjaSemantics.Named(target)} has no slices"),
        };
        long count = items.Count;
        by = Math.Clamp(by, -count - 1, count + 1);
        long Bound(object? said, long otherwise) => said is null ? otherwise
            : JinjaSemantics.Whole(run, said) is var at && at < 0 ? Math.Max(at + count, by < 0 ? -1 : 0) : Math.Min(at, by < 0 ? count - 1 : count);
        long from = Bound(start, by < 0 ? count - 1 : 0), to = Bound(stop, by < 0 ? -1 : count);
        JinjaList taken = new([], target is JinjaList { IsTuple: true });
        for (long i = from; by < 0 ? i > to : i < to; i += by)
        {
            taken.Add(items[(int)i]);
        }

        run.Grow(taken.Count);
        return target is string ? string.Concat(taken) : taken;
    }

    private static JinjaUndefined Absent(object? target, string name) => new($"{JinjaSemantics.Named(target)} has no '{(name.Length > 60 ? name[..60] : name)}'");

    private static IReadOnlyList<string> Characters(JinjaRun run, string text)
    {
        run.Grow(text.Length);
        return PythonText.Characters(text);
    }

    private static int? At(int count, long index) => (index < 0 ? index + count : index) is var at && at >= 0 && at < count ? (int)at : null;

    private static (bool Found, object? Value) Own(JinjaRun run, object? target, string name)
    {
        Func<JinjaArguments, object?>? method = null;
        switch (target)
        {
            case JinjaUndefined undefined: throw run.Fail(undefined.Reason);
            case string text: method = OfText(text, name); break;
            case JinjaMapping mapping: method = OfMapping(mapping, name); break;
            case JinjaList list: method = OfList(list, name); break;
            case JinjaNamespace space when space.TryGetValue(name, out object? value): return (true, value);
            case JinjaLoop loop when loop.TryGet(name, out object? value): return (true, value);
        }

        return method is null ? (false, null) : (true, new JinjaFunction(name, method));
    }

    private static Func<JinjaArguments, object?>? OfMapping(JinjaMapping mapping, string name) => name switch
    {
        "items" => a => None(a, new JinjaList(Grown(a, mapping).Select(e => (object?)JinjaList.Pair(JinjaKeys.Value(e.Key), e.Value)))),
        "keys" => a => None(a, new JinjaList(Grown(a, mapping).Keys.Select(JinjaKeys.Value))),
        "values" => a => None(a, new JinjaList(Grown(a, mapping).Values)),
        "get" => a => a.Bind("key", "default") is var v && JinjaKeys.Of(v[0]) is { } key && mapping.TryGetValue(key, out object? value)
            ? value : v[1] is JinjaArguments.Missing ? null : v[1],
        "copy" => a => None(a, mapping),
        "update" or "pop" or "popitem" or "clear" or "setdefault" => a => throw a.Run.Fail($"'{name}' changes a mapping, which a template must not"),
        _ => null,
    };

    private static Func<JinjaArguments, object?>? OfList(JinjaList list, string name) => name switch
    {
        "index" => a => list.FindIndex(i => JinjaSemantics.AreEqual(a.Run, i, a.Bind("value")[0])) is var at and >= 0 ? (long)at : throw a.Run.Fail("a list has no such item"),
        "count" => a => (long)list.Count(i => JinjaSemantics.AreEqual(a.Run, i, a.Bind("value")[0])),
        "copy" when !list.IsTuple => a => None(a, list),
        "append" or "extend" or "insert" or "pop" or "remove" or "clear" or "reverse" or "sort" when !list.IsTuple =>
            a => throw a.Run.Fail($"'{name}' changes a list, which a template must not"),
        _ => null,
    };

    private static Func<JinjaArguments, object?>? OfText(string text, string name) => name switch
    {
        "strip" => a => PythonText.Trim(Made(a, text), Characters(a)),
        "lstrip" => a => PythonText.TrimStart(Made(a, text), Characters(a)),
        "rstrip" => a => PythonText.TrimEnd(Made(a, text), Characters(a)),
        "upper" => a => None(a, PythonText.Upper(Made(a, text))),
        "lower" => a => None(a, Made(a, text).ToLowerInvariant()),
        "title" => a => None(a, PythonText.TitleOfMethod(Made(a, text))),
        "capitalize" => a => None(a, PythonText.Capitalize(Made(a, text))),
        "startswith" => a => Ends(a, p => text.StartsWith(p, StringComparison.Ordinal)),
        "endswith" => a => Ends(a, p => text.EndsWith(p, StringComparison.Ordinal)),
        "split" => a => Split(a, text, fromEnd: false),
        "rsplit" => a => Split(a, text, fromEnd: true),
        "splitlines" => a => None(a, new JinjaList(Lines(Made(a, text)))),
        "replace" => a => a.Bind("old", "new", "count") is var v
            ? Replace(a.Run, text, Text(a, v[0]), Text(a, v[1]), v[2] is JinjaArguments.Missing ? -1 : JinjaSemantics.Whole(a.Run, v[2])) : null,
        "join" => a => Join(a, text),
        "find" => a => Find(a, text, last: false),
        "rfind" => a => Find(a, text, last: true),
        "index" => a => Find(a, text, last: false) is var at and >= 0 ? at : throw a.Run.Fail("a text does not hold the one that is looked for"),
        "count" => a => Counted(a, text, Text(a, a.Bind("part")[0])),
        "removeprefix" => a => Text(a, a.Bind("prefix")[0]) is var p && text.StartsWith(p, StringComparison.Ordinal) ? text[p.Length..] : text,
        "removesuffix" => a => Text(a, a.Bind("suffix")[0]) is var s && text.EndsWith(s, StringComparison.Ordinal) ? text[..^s.Length] : text,
        "isdigit" or "isnumeric" or "isdecimal" => a => None(a, text.Length > 0 && text.All(char.IsDigit)),
        "isalpha" => a => None(a, text.Length > 0 && text.All(char.IsLetter)),
        "isalnum" => a => None(a, text.Length > 0 && text.All(char.IsLetterOrDigit)),
        "isspace" => a => None(a, text.Length > 0 && text.All(PythonText.IsSpace)),
        "isupper" => a => None(a, text.Any(char.IsUpper) && !text.Any(char.IsLower)),
        "islower" => a => None(a, text.Any(char.IsLower) && !text.Any(char.IsUpper)),
        _ => null,
    };

    /// <summary>Replaces the first ones, or all when <paramref name="most"/> is negative.</summary>
    internal static string Replace(JinjaRun run, string text, string old, string with, long most)
    {
        run.Search(text, old);
        StringBuilder replaced = new();
        int at = 0;
        while (most != 0)
        {
            int found = old.Length == 0 ? replaced.Length == 0 && at == 0 ? 0 : at : text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0) { break; }

            run.Grow(found - at + with.Length);
            replaced.Append(text, at, found - at).Append(with);
            at = found + old.Length;
            most--;
            if (old.Length == 0)
            {
                if (at == text.Length) { break; }

                int width = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
                replaced.Append(text, at, width);
                at += width;
            }
        }

        run.Grow(text.Length - at);
        return replaced.Append(text, at, text.Length - at).ToString();
    }

    private static string Made(JinjaArguments arguments, string text)
    {
        arguments.Run.Grow(text.Length);
        return text;
    }

    private static JinjaMapping Grown(JinjaArguments arguments, JinjaMapping mapping)
    {
        arguments.Run.Grow(mapping.Count * 2L);
        return mapping;
    }

    private static object? None(JinjaArguments arguments, object? value)
    {
        arguments.Bind();
        return value;
    }

    private static string Text(JinjaArguments arguments, object? value) => value switch
    {
        string text => text,
        JinjaUndefined undefined => throw arguments.Run.Fail(undefined.Reason),
        _ => throw arguments.Run.Fail($"'{arguments.Callee}' needs a text"),
    };

    private static string? Characters(JinjaArguments arguments) =>
        arguments.Bind("chars")[0] is var v and not (null or JinjaArguments.Missing) ? Text(arguments, v) : null;

    private static bool Ends(JinjaArguments arguments, Func<string, bool> matches) => arguments.Bind("affix")[0] switch
    {
        JinjaList { IsTuple: true } several => several.Exists(s => matches(Text(arguments, s))),
        var one => matches(Text(arguments, one)),
    };

    private static JinjaList Split(JinjaArguments arguments, string text, bool fromEnd)
    {
        object?[] a = arguments.Bind("sep", "maxsplit");
        int most = a[1] is JinjaArguments.Missing || JinjaSemantics.Whole(arguments.Run, a[1]) is not (var n and >= 0 and < int.MaxValue) ? int.MaxValue : (int)n;
        arguments.Run.Grow(text.Length);
        if (a[0] is null or JinjaArguments.Missing)
        {
            if (!fromEnd || most == int.MaxValue) { return new JinjaList(PythonText.Words(text, most)); }

            List<string> reversed = PythonText.Words(Reversed(text), most);
            return new JinjaList(reversed.AsEnumerable().Reverse().Select(Reversed));
        }

        string separator = Text(arguments, a[0]);
        if (separator.Length == 0) { throw arguments.Run.Fail("the separator of 'split' is empty"); }

        arguments.Run.Search(text, separator);
        List<object?> parts = [];
        if (fromEnd)
        {
            int end = text.Length;
            while (parts.Count < most && end > 0 && text.LastIndexOf(separator, end - 1, StringComparison.Ordinal) is var at and >= 0 && at + separator.Length <= end)
            {
                parts.Insert(0, text[(at + separator.Length)..end]);
                arguments.Run.Step(1 + (parts.Count / 64));
                end = at;
            }

            parts.Insert(0, text[..end]);
            return new JinjaList(parts);
        }

        int start = 0;
        while (parts.Count < most && text.IndexOf(separator, start, StringComparison.Ordinal) is var at and >= 0)
        {
            parts.Add(text[start..at]);
            start = at + separator.Length;
        }

        parts.Add(text[start..]);
        return new JinjaList(parts);
    }

    private static string Reversed(string text)
    {
        char[] characters = text.ToCharArray();
        Array.Reverse(characters);
        return new string(characters);
    }

    private static IEnumerable<string> Lines(string text)
    {
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028' or '\u2029')) { continue; }

            yield return text[start..i];
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') { i++; }

            start = i + 1;
        }

        if (start < text.Length) { yield return text[start..]; }
    }

    private static string Join(JinjaArguments arguments, string separator)
    {
        StringBuilder joined = new();
        bool first = true;
        foreach (object? item in JinjaSemantics.Items(arguments.Run, arguments.Bind("items")[0]))
        {
            string text = Text(arguments, item);
            arguments.Run.Grow(text.Length + separator.Length);
            if (!first) { joined.Append(separator); }

            joined.Append(text);
            first = false;
        }

        return joined.ToString();
    }

    private static long Find(JinjaArguments arguments, string text, bool last)
    {
        string part = Text(arguments, arguments.Bind("part")[0]);
        arguments.Run.Search(text, part);
        int at = last ? text.LastIndexOf(part, StringComparison.Ordinal) : text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1 : PythonText.Length(text[..at]);
    }

    private static long Counted(JinjaArguments arguments, string text, string part)
    {
        if (part.Length == 0) { return PythonText.Length(text) + 1; }

        arguments.Run.Search(text, part);
        long count = 0;
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal)) { count++; }

        return count;
    }
}
