namespace LlmEval.Llama.Grammars;

/// <summary>Why a keyword is refused, and what to do instead.</summary>
internal static class SchemaKeywords
{
    /// <summary>Cause and mend.</summary>
    public static string WhyNot(string keyword) => keyword switch
    {
        "not" => "a grammar cannot hold 'not'. Say what is allowed (enum, pattern, properties), or use json_object and check with is-json.",
        "if" or "then" or "else" or "dependentRequired" or "dependentSchemas" or "dependencies" => $"a grammar cannot hold '{keyword}'. Write the cases out as anyOf, or use json_object and check with is-json.",
        "uniqueItems" => "a grammar cannot compare items. Remove uniqueItems and check it with is-json.",
        "multipleOf" => "a grammar cannot divide (but by 1). Remove multipleOf and check it with is-json.",
        "contains" or "minContains" or "maxContains" => $"a grammar cannot hold '{keyword}'. Use prefixItems and items, or check it with is-json.",
        "patternProperties" or "propertyNames" or "minProperties" or "maxProperties" => $"a grammar cannot hold '{keyword}'. Name the properties, or check it with is-json.",
        "unevaluatedProperties" or "unevaluatedItems" => $"a grammar cannot hold '{keyword}'. Use additionalProperties or items.",
        "$id" or "$anchor" or "$dynamicRef" or "$dynamicAnchor" or "$recursiveRef" or "$recursiveAnchor" or "$vocabulary" or "id" => $"'{keyword}' is not followed. Put schemas into $defs and refer to '#/$defs/NAME'.",
        "additionalItems" => "'additionalItems' belongs to older drafts. Use prefixItems and items.",
        "nullable" => "'nullable' is no keyword of JSON Schema. Write the type as [\"string\", \"null\"].",
        _ => $"'{keyword}' is no keyword that is known. Remove it, or correct its spelling.",
    };
}
