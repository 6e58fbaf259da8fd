using System.Collections.Frozen;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>The keywords of JSON Schema, drafts 4 to 2020-12, as the default engine takes them.</summary>
internal static class SchemaKeywords
{
    /// <summary>What replaces the default engine where a schema needs more.</summary>
    public const string Integration = "LlmEval.JsonSchemaNet";

    /// <summary>Those that are enforced.</summary>
    public static readonly FrozenSet<string> Enforced = FrozenSet.Create(
        StringComparer.Ordinal,
        "$ref", "type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
        "minLength", "maxLength", "pattern", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties",
        "dependencies", "dependentRequired", "dependentSchemas");

    /// <summary>Those that say nothing about whether a value is valid.</summary>
    public static readonly FrozenSet<string> Annotations = FrozenSet.Create(
        StringComparer.Ordinal,
        "$schema", "$id", "id", "$anchor", "$comment", "$vocabulary", "$defs", "definitions", "title", "description", "default", "example", "examples",
        "readOnly", "writeOnly", "deprecated", "contentEncoding", "contentMediaType", "contentSchema");

    /// <summary>Those that decide, and that the default engine cannot enforce.</summary>
    public static readonly FrozenSet<string> Refused = FrozenSet.Create(
        StringComparer.Ordinal,
        "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor");

    /// <summary>Formats of the drafts that nothing here judges; formats that no draft has are only remarks, as the drafts say.</summary>
    public static readonly FrozenSet<string> RefusedFormats = FrozenSet.Create(
        StringComparer.Ordinal,
        "idn-email", "idn-hostname", "iri", "iri-reference", "uri-reference", "uri-template", "json-pointer", "relative-json-pointer");

    /// <summary>The types.</summary>
    public static readonly FrozenSet<string> Types = FrozenSet.Create(
        StringComparer.Ordinal, "string", "number", "integer", "boolean", "object", "array", "null");
}
