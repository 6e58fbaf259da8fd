using System.Reflection;
using Json.Schema;

namespace LlmEval.JsonSchemaNet;

/// <summary>What JsonSchema.Net enforces of which draft. It passes over everything else without a word.</summary>
internal static class SchemaDrafts
{
    /// <summary>Formats that it only seems to judge: it fails every text of them.</summary>
    public static bool IsRefusedFormat(string format) => format is "uri-template";

    /// <summary>The draft that a <c>$schema</c> names; null for one that JsonSchema.Net lacks.</summary>
    public static SpecVersion? Of(string schema) => schema.TrimEnd('#') switch
    {
        "http://json-schema.org/draft-06/schema" => SpecVersion.Draft6,
        "http://json-schema.org/draft-07/schema" => SpecVersion.Draft7,
        "https://json-schema.org/draft/2019-09/schema" => SpecVersion.Draft201909,
        "https://json-schema.org/draft/2020-12/schema" => SpecVersion.Draft202012,
        _ => null,
    };

    /// <summary>A draft as its authors write it.</summary>
    public static string Name(SpecVersion draft) => draft switch
    {
        SpecVersion.Draft6 => "6",
        SpecVersion.Draft7 => "7",
        SpecVersion.Draft201909 => "2019-09",
        _ => "2020-12",
    };

    /// <summary>Whether a keyword counts in a draft, or says nothing about values in any.</summary>
    public static bool Knows(string keyword, SpecVersion draft) =>
        keyword is "$defs" or "definitions" or "example" || keyword.StartsWith("x-", StringComparison.Ordinal)
        || (SchemaKeywordRegistry.GetImplementationType(keyword) is { } type
            && type.GetCustomAttributes<SchemaSpecVersionAttribute>().Any(a => a.Version.HasFlag(draft)));
}
