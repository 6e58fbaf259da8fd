namespace LlmEval.Worker.Templates;

/// <summary>The functions that chat templates may call.</summary>
internal static class JinjaGlobals
{
    /// <summary>As in Jinja's sandbox.</summary>
    private const int LongestRange = 100_000;

    /// <summary>Why there is no <c>strftime_now</c>.</summary>
    public const string NoDate =
        "it asks for today's date ('strftime_now'), and answers must not depend on the day: say the date that it gets, as ChatTemplateDate=\"2025-01-31\" on the LlmModel item";

    /// <summary>Puts them into a scope.</summary>
    public static void AddTo(JinjaScope scope, DateTime? date)
    {
        Add(scope, "raise_exception", a => throw new JinjaException(a.Run.Line, JinjaSemantics.Text(a.Run, a.Bind("message")[0] is var m and not JinjaArguments.Missing ? m : string.Empty), refusal: true));
        Add(scope, "range", Range);
        Add(scope, "namespace", Namespace);
        Add(scope, "dict", Mapping);
        if (date is { } now)
        {
            Add(scope, "strftime_now", a => JinjaDates.Format(a.Run, now, a.Bind("format")[0] as string ?? throw a.Run.Fail("'strftime_now' needs a format")));
        }
    }

    private static void Add(JinjaScope scope, string name, Func<JinjaArguments, object?> call) => scope.Set(name, new JinjaFunction(name, call));

    private static JinjaList Range(JinjaArguments a)
    {
        object?[] v = a.Bind("start", "stop", "step");
        long first = JinjaSemantics.Whole(a.Run, v[0] is JinjaArguments.Missing ? null : v[0]);
        (long start, long stop) = v[1] is JinjaArguments.Missing ? (0, first) : (first, JinjaSemantics.Whole(a.Run, v[1]));
        long step = v[2] is JinjaArguments.Missing ? 1 : JinjaSemantics.Whole(a.Run, v[2]);
        if (step == 0) { throw a.Run.Fail("the step of 'range' is 0"); }

        JinjaList numbers = [];
        for (Int128 i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            if (numbers.Count == LongestRange) { throw a.Run.Fail("'range' is too long"); }

            numbers.Add((long)i);
        }

        a.Run.Grow(numbers.Count);
        return numbers;
    }

    private static JinjaNamespace Namespace(JinjaArguments a)
    {
        JinjaNamespace space = [];
        foreach ((object key, object? value) in Mapping(a)) { space[key as string ?? throw a.Run.Fail("names in a namespace are texts")] = value; }

        return space;
    }

    private static JinjaMapping Mapping(JinjaArguments a)
    {
        JinjaMapping mapping = [];
        if (a.Positional.Count > 1) { throw a.Run.Fail($"'{a.Callee}' takes at most one argument by position"); }
        if (a.Positional.Count == 1)
        {
            if (a.Positional[0] is JinjaMapping given)
            {
                foreach ((object key, object? value) in given) { mapping[key] = value; }
            }
            else
            {
                foreach (object? item in JinjaSemantics.Items(a.Run, a.Positional[0]))
                {
                    if (item is not JinjaList { Count: 2 } pair || JinjaKeys.Of(pair[0]) is not { } key) { throw a.Run.Fail($"'{a.Callee}' needs pairs of key and value"); }

                    mapping[key] = pair[1];
                }
            }
        }

        foreach ((string name, object? value) in a.Named) { mapping[name] = value; }

        a.Run.Grow(mapping.Count);
        return mapping;
    }
}
