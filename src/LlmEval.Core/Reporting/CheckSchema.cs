using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmEval.Scoring;

namespace LlmEval.Reporting;

/// <summary>The part of the suites' JSON schema that knows the checks. It helps an editor: a check that it does not know may be one of a plug-in.</summary>
public static class CheckSchema
{
    private const string Begin = "    \"check\": {\n";
    private const string End = "\n    }";

    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A schema with its list of checks made anew.</summary>
    /// <param name="schema">The text of the schema, indented by two blanks; its definition <c>check</c> is replaced.</param>
    /// <param name="kinds">The kinds.</param>
    /// <exception cref="FormatException">It has no such definition.</exception>
    public static string Replace(string schema, IReadOnlyList<CheckKind> kinds)
    {
        string text = schema.ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : text.IndexOf(End, begin + Begin.Length - 1, StringComparison.Ordinal);
        if (end < 0) { throw new FormatException("The schema has no definition 'check'."); }

        string check = Check(kinds).ToJsonString(s_options).Replace("\n", "\n    ", StringComparison.Ordinal);
        return $"{text[..begin]}    \"check\": {check}{text[(end + End.Length)..]}";
    }

    private static JsonObject Check(IReadOnlyList<CheckKind> kinds)
    {
        JsonObject properties = [];
        JsonObject definitions = [];
        foreach (CheckKind kind in kinds)
        {
            definitions[kind.Name] = Kind(kind);
            properties[kind.Name] = Reference(kind.Name);
            if (!kind.IsOverSuite) { properties[CheckRegistry.Not + kind.Name] = Reference(kind.Name); }
        }

        JsonArray names = [.. properties.Select(p => (JsonNode?)p.Key)];
        return new JsonObject
        {
            ["description"] = "A check: its name, or its name with its options.",
            ["oneOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = names }, new JsonObject { ["pattern"] = "^[a-z0-9]" }) },
                new JsonObject { ["type"] = "object", ["minProperties"] = 1, ["maxProperties"] = 1, ["properties"] = properties }),
            ["$defs"] = definitions,
        };
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/check/$defs/{name}" };

    private static JsonObject Kind(CheckKind kind)
    {
        JsonObject keys = [];
        foreach (CheckOption option in kind.Options.Concat(CheckDocs.OwnCommon(kind)))
        {
            JsonObject type = option.Key == "threshold" && kind.Unit == "s" ? Types("number", "string") : Type(option.Type);
            type["description"] = option.Summary;
            keys[option.Key] = type;
        }

        JsonObject mapping = new() { ["type"] = "object", ["properties"] = keys, ["additionalProperties"] = false };
        string[] required = [.. kind.Options.Where(o => o.IsRequired).Select(o => o.Key)];
        if (required.Length > 0) { mapping["required"] = new JsonArray([.. required.Select(k => (JsonNode?)k)]); }

        JsonArray forms = [mapping];
        if (kind.Shorthand is not null) { forms.Add(new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null", "array") }); }

        return new JsonObject { ["description"] = kind.Summary, ["anyOf"] = forms };
    }

    private static JsonObject Type(string type) => type switch
    {
        "text" => Types("string", "number", "boolean", "null"),
        "texts" => Types("string", "number", "boolean", "null", "array"),
        "number" => Types("number"),
        "integer" => Types("integer"),
        "flag" => Types("boolean"),
        "path" or "file" => Types("string"),
        "mapping" => Types("object"),
        "list" => Types("array"),
        _ when type.Contains(" | ", StringComparison.Ordinal) => new JsonObject { ["enum"] = new JsonArray([.. type.Split(" | ").Select(c => (JsonNode?)c.Trim())]) },
        _ => [],
    };

    private static JsonObject Types(params string[] types) =>
        new() { ["type"] = types is [var only] ? only : new JsonArray([.. types.Select(t => (JsonNode?)t)]) };
}
