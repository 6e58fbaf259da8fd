using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.SourceGeneration.Tests;

/// <summary>Calls generated code, and the engine beside it.</summary>
internal static class Rendering
{
    public static MethodInfo Method(Assembly assembly, string type, string method = "Render") => assembly.GetType($"Shop.Prompts+{type}", throwOnError: true)!.GetMethod(method)!;

    /// <summary>The messages as <c>role: content</c>.</summary>
    public static string[] Call(MethodInfo render, object?[] values) =>
        [.. ((IEnumerable)render.Invoke(null, values)!).Cast<object>().Select(m => $"{Get(m, "Role")}: {Get(m, "Content")}")];

    /// <summary>The engine's messages in the same form.</summary>
    public static string[] Engine(PromptTemplate prompt, Dictionary<string, CaseValue> values)
    {
        DiagnosticBag none = new();
        return [.. prompt.Messages.Select(m => $"{m.Role.ToString().ToLowerInvariant()}: {m.Content.Render(new Given(values), none) ?? throw new InvalidOperationException(none.Items[0].Message)}")];
    }

    /// <summary>A value of .NET as a generated <c>PromptValue</c>, by the conversion that the compiler would choose.</summary>
    public static object? Value(Assembly assembly, object? value)
    {
        if (value is null) { return null; }

        Type type = assembly.GetType("Shop.Prompts+PromptValue", throwOnError: true)!;
        if (value is IDictionary mapping)
        {
            Type pair = typeof(KeyValuePair<,>).MakeGenericType(typeof(string), type);
            Array pairs = Array.CreateInstance(pair, mapping.Count);
            int i = 0;
            foreach (DictionaryEntry member in mapping) { pairs.SetValue(Activator.CreateInstance(pair, member.Key, Value(assembly, member.Value)), i++); }

            return type.GetMethod("Mapping")!.Invoke(null, [pairs]);
        }

        if (value is IList list)
        {
            Array items = Array.CreateInstance(type, list.Count);
            for (int i = 0; i < list.Count; i++) { items.SetValue(Value(assembly, list[i]), i); }

            return type.GetMethod("List", [typeof(IEnumerable<>).MakeGenericType(type)])!.Invoke(null, [items]);
        }

        return type.GetMethod("op_Implicit", [value.GetType()])!.Invoke(null, [value]);
    }

    /// <summary>A value of .NET as JSON with its own digits.</summary>
    public static string Json(object? value) => value switch
    {
        null => "null",
        string text => JsonSerializer.Serialize(text),
        bool flag => flag ? "true" : "false",
        IDictionary mapping => $"{{{string.Join(",", mapping.Keys.Cast<string>().Select(k => $"{Json(k)}:{Json(mapping[k])}"))}}}",
        IList list => $"[{string.Join(",", list.Cast<object?>().Select(Json))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException(value.GetType().Name),
    };

    private static object? Get(object message, string property) => message.GetType().GetProperty(property)!.GetValue(message);

    private sealed class Given(Dictionary<string, CaseValue> values) : ITemplateValues
    {
        public string Description => "the test";

        public Location Location => Location.None;

        public CaseValue? Find(string path) => values.GetValueOrDefault(path);
    }
}
