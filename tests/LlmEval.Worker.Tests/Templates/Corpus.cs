using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmEval.Worker.Templates;

namespace LlmEval.Worker.Tests.Templates;

/// <summary>The templates beside this file and what Jinja2 itself made of them (<c>expected.py</c>).</summary>
internal static class Corpus
{
    private static readonly string s_folder = Path.Combine(Source(), "Corpus");

    public static string Read(string name) => File.ReadAllText(Path.Combine(s_folder, name));

    public static IReadOnlyList<string> Templates => [.. Directory.EnumerateFiles(s_folder, "*.jinja").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public static JsonElement Json(string name)
    {
        using JsonDocument document = JsonDocument.Parse(Read(name));
        return document.RootElement.Clone();
    }

    /// <summary>The variables that a JSON object says.</summary>
    public static JinjaMapping Values(JsonElement values) => (JinjaMapping)Value(values)!;

    /// <summary>As <c>expected.py</c> writes it: the text, or that it refuses, or that it fails.</summary>
    public static string Outcome(string template, JinjaMapping values)
    {
        try
        {
            return "text: " + JinjaTemplate.Parse(template).Render(values.Select(v => KeyValuePair.Create((string)v.Key, v.Value)));
        }
        catch (JinjaException e)
        {
            return e.IsRefusal ? "refuses: " + e.Reason : "fails";
        }
    }

    public static string Outcome(JsonElement expected) =>
        expected.TryGetProperty("text", out JsonElement text) ? "text: " + text.GetString()
        : expected.TryGetProperty("refuses", out JsonElement refusal) ? "refuses: " + refusal.GetString() : "fails";

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? whole : (object)json.GetDouble(),
        JsonValueKind.Array => new JinjaList(json.EnumerateArray().Select(Value)),
        _ => Mapping(json),
    };

    private static JinjaMapping Mapping(JsonElement json)
    {
        JinjaMapping mapping = [];
        foreach (JsonProperty property in json.EnumerateObject()) { mapping.Add(property.Name, Value(property.Value)); }

        return mapping;
    }

    private static string Source([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
