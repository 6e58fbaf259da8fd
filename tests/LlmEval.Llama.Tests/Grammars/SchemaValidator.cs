using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmEval.Llama.Tests.Grammars;

/// <summary>Says whether a value is valid by a JSON schema: the plain rules of the standard, written down without a thought of grammars.</summary>
internal static class SchemaValidator
{
    public static bool IsValid(JsonElement value, JsonElement schema, JsonElement root)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) { return schema.ValueKind == JsonValueKind.True; }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (!Holds(value, keyword.Name, keyword.Value, schema, root)) { return false; }
        }

        return true;
    }

    private static bool Holds(JsonElement value, string keyword, JsonElement said, JsonElement schema, JsonElement root)
    {
        bool text = value.ValueKind == JsonValueKind.String, number = value.ValueKind == JsonValueKind.Number;
        bool array = value.ValueKind == JsonValueKind.Array, @object = value.ValueKind == JsonValueKind.Object;
        switch (keyword)
        {
            case "type": return said.ValueKind == JsonValueKind.Array ? said.EnumerateArray().Any(t => Is(value, t.GetString()!)) : Is(value, said.GetString()!);
            case "const": return JsonElement.DeepEquals(value, said);
            case "enum": return said.EnumerateArray().Any(v => JsonElement.DeepEquals(value, v));
            case "$ref": return IsValid(value, Resolve(said.GetString()!, root), root);
            case "allOf": return said.EnumerateArray().All(s => IsValid(value, s, root));
            case "anyOf": return said.EnumerateArray().Any(s => IsValid(value, s, root));
            case "oneOf": return said.EnumerateArray().Count(s => IsValid(value, s, root)) == 1;
            case "minimum": return !number || value.GetDouble() >= said.GetDouble();
            case "maximum": return !number || value.GetDouble() <= said.GetDouble();
            case "exclusiveMinimum": return !number || value.GetDouble() > said.GetDouble();
            case "exclusiveMaximum": return !number || value.GetDouble() < said.GetDouble();
            case "minLength": return !text || value.GetString()!.EnumerateRunes().Count() >= said.GetInt32();
            case "maxLength": return !text || value.GetString()!.EnumerateRunes().Count() <= said.GetInt32();
            case "pattern": return !text || Matches(value.GetString()!, said.GetString()!);
            case "format": return !text || HasFormat(value.GetString()!, said.GetString()!);
            case "minItems": return !array || value.GetArrayLength() >= said.GetInt32();
            case "maxItems": return !array || value.GetArrayLength() <= said.GetInt32();
            case "prefixItems": return !array || value.EnumerateArray().Zip(said.EnumerateArray()).All(p => IsValid(p.First, p.Second, root));
            case "items":
                int first = schema.TryGetProperty("prefixItems", out JsonElement prefix) ? prefix.GetArrayLength() : 0;
                return !array || value.EnumerateArray().Skip(first).All(i => IsValid(i, said, root));
            case "required": return !@object || said.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _));
            case "properties": return !@object || value.EnumerateObject().All(p => !said.TryGetProperty(p.Name, out JsonElement s) || IsValid(p.Value, s, root));
            case "additionalProperties":
                return !@object || value.EnumerateObject().All(p =>
                    (schema.TryGetProperty("properties", out JsonElement own) && own.TryGetProperty(p.Name, out _)) || IsValid(p.Value, said, root));
            case "$defs" or "description": return true;
            default: throw new NotSupportedException(keyword);
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Truncate(value.GetDouble()),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new NotSupportedException(type),
    };

    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(5)) && Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(5));

    private static bool HasFormat(string text, string format) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text[10] == 'T',
        "time" => DateTimeOffset.TryParse("2024-01-01T" + text, CultureInfo.InvariantCulture, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "ipv4" => IPAddress.TryParse(text, out IPAddress? address) && address.ToString() == text,
        "email" => System.Net.Mail.MailAddress.TryCreate(text, out System.Net.Mail.MailAddress? mail) && mail.Address == text,
        _ => throw new NotSupportedException(format),
    };

    private static JsonElement Resolve(string reference, JsonElement root) =>
        reference.Split('/').Skip(1).Aggregate(root, (at, name) => at.GetProperty(name));
}
