namespace LlmEval.Worker.Templates;

/// <summary>The tests behind <c>is</c>.</summary>
internal static class JinjaTests
{
    /// <summary>Tries one; the first argument is the value.</summary>
    public static bool Holds(JinjaArguments a)
    {
        JinjaRun run = a.Run;
        object? value = a.Positional[0];
        return a.Callee switch
        {
            "defined" => One(a) is not JinjaUndefined,
            "undefined" => One(a) is JinjaUndefined,
            "none" => One(a) is null,
            "string" => One(a) is string,
            "mapping" => One(a) is JinjaMapping,
            "iterable" => One(a) is string or JinjaList or JinjaMapping or JinjaUndefined,
            "sequence" => One(a) is string or JinjaList or JinjaMapping or JinjaUndefined,
            "number" => One(a) is long or double or bool,
            "integer" => One(a) is long,
            "float" => One(a) is double,
            "boolean" => One(a) is bool,
            "true" => One(a) is true,
            "false" => One(a) is false,
            "callable" => One(a) is JinjaFunction,
            "odd" => JinjaSemantics.Calculate(run, "%", One(a), 2L) is 1L,
            "even" => JinjaSemantics.Calculate(run, "%", One(a), 2L) is 0L,
            "lower" => JinjaSemantics.Text(run, One(a)) is var text && text.Any(char.IsLower) && !text.Any(char.IsUpper),
            "upper" => JinjaSemantics.Text(run, One(a)) is var text && text.Any(char.IsUpper) && !text.Any(char.IsLower),
            "divisibleby" => JinjaSemantics.Calculate(run, "%", value, Second(a)) is 0L,
            "sameas" => Second(a) is var same && (ReferenceEquals(value, same) || (value is bool or string or long && JinjaSemantics.TypeName(value) == JinjaSemantics.TypeName(same) && JinjaSemantics.AreEqual(run, value, same))),
            "in" => JinjaSemantics.Contains(run, Second(a), value),
            "eq" or "equalto" or "==" => JinjaSemantics.AreEqual(run, value, Second(a)),
            "ne" or "!=" => !JinjaSemantics.AreEqual(run, value, Second(a)),
            "lt" or "lessthan" or "<" => JinjaSemantics.Compare(run, value, Second(a)) < 0,
            "le" or "<=" => JinjaSemantics.Compare(run, value, Second(a)) <= 0,
            "gt" or "greaterthan" or ">" => JinjaSemantics.Compare(run, value, Second(a)) > 0,
            "ge" or ">=" => JinjaSemantics.Compare(run, value, Second(a)) >= 0,
            _ => throw run.Fail($"there is no test '{a.Callee}'"),
        };
    }

    private static object? One(JinjaArguments a) => a.Bind("value")[0];

    private static object? Second(JinjaArguments a) =>
        a.Bind("value", "other")[1] is var other and not JinjaArguments.Missing ? other : throw a.Run.Fail($"the test '{a.Callee}' needs something to compare with");
}
