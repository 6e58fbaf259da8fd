using System.Text.RegularExpressions;
using LlmEval.Documents;
using LlmEval.Model;
using Newtonsoft.Json.Linq;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>
/// Rewrites a schema for NJsonSchema: every schema inside of it becomes a definition of its own (so that nesting and references are the
/// same thing, and no reading recurses deeply), and what NJsonSchema does not enforce as the drafts say becomes a
/// <see cref="SchemaRule"/>. A keyword that is neither is a mistake.
/// </summary>
internal sealed class SchemaCompiler(LocatedNode root, DiagnosticBag diagnostics)
{
    /// <summary>The definition of the schema itself.</summary>
    public const string Root = "d0";

    private readonly List<SchemaRule> _rules = [];
    private readonly Dictionary<LocatedNode, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly List<LocatedNode> _pending = [];
    private readonly SchemaCycles _cycles = new();
    private string _current = Root;

    /// <summary>The rules, by their numbers.</summary>
    public IReadOnlyList<SchemaRule> Rules => _rules;

    /// <summary>The rewritten schema; mistakes are in the bag.</summary>
    public JObject Compile()
    {
        JObject definitions = [];
        Name(root);
        for (int i = 0; i < _pending.Count; i++)
        {
            _current = _names[_pending[i]];
            definitions[_current] = Definition(_pending[i]);
        }

        if (_cycles.Find() is { } cycle)
        {
            LocatedNode node = _pending[int.Parse(cycle[1..], System.Globalization.CultureInfo.InvariantCulture)];
            diagnostics.Add(Diagnostics.BadValue, node.Location, "This JSON schema refers to itself without a step into the value, so that it never ends. Break the circle of '$ref'.");
        }

        return new JObject { ["definitions"] = definitions, ["$ref"] = Reference(Root)["$ref"] };
    }

    private static JObject Reference(string name) => new() { ["$ref"] = $"#/definitions/{name}" };

    /// <summary>The definition of a schema; one that is new is compiled later.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="inPlace">Whether it judges the same value as the present one, not a part of it.</param>
    private string Name(LocatedNode schema, bool inPlace = false)
    {
        if (!_names.TryGetValue(schema, out string? name))
        {
            name = FormattableString.Invariant($"d{_pending.Count}");
            _names.Add(schema, name);
            _pending.Add(schema);
        }

        if (inPlace) { _cycles.Add(_current, name); }

        return name;
    }

    private JObject Definition(LocatedNode schema)
    {
        switch (schema)
        {
            case ScalarNode { Scalar: ScalarKind.Boolean } flag:
                return flag.Text[0] is 't' or 'T' ? [] : new JObject { ["not"] = new JObject() };
            case MappingNode mapping:
                List<JObject> parts = [];
                string? draft = (mapping["$schema"] as ScalarNode ?? (root as MappingNode)?["$schema"] as ScalarNode)?.Text;
                bool isOld = draft is not null && (draft.Contains("draft-04", StringComparison.Ordinal) || draft.Contains("draft-06", StringComparison.Ordinal) || draft.Contains("draft-07", StringComparison.Ordinal));
                if (mapping["$ref"] is not null && isOld)
                {
                    // Up to draft 7 a reference stands alone: what is beside it does not count.
                    Keyword("$ref", mapping["$ref"]!, mapping, parts);
                    return parts.Count == 0 ? [] : parts[0];
                }

                foreach ((ScalarNode key, LocatedNode value) in mapping.Entries)
                {
                    if (SchemaKeywords.Enforced.Contains(key.Text)) { Keyword(key.Text, value, mapping, parts); }
                    else if (SchemaKeywords.Refused.Contains(key.Text))
                    {
                        diagnostics.Add(Diagnostics.BadValue, key.Location,
                            $"'{key.Text}' of a JSON schema is not enforced by {NJsonSchemaEngine.Instance.Name}. Reference the package {SchemaKeywords.Integration}, which has draft 2020-12, or write the schema without it.");
                    }
                    else if (!SchemaKeywords.Annotations.Contains(key.Text) && !key.Text.StartsWith("x-", StringComparison.Ordinal))
                    {
                        diagnostics.Add(Diagnostics.UnknownKey, key.Location, MappingReader.UnknownWord(
                            $"'{Quote.Line(key.Text)}' is not a keyword of JSON Schema, and would be passed over. Begin the names of your own remarks with 'x-'", key.Text, SchemaKeywords.Enforced));
                    }
                }

                return parts.Count switch { 0 => [], 1 => parts[0], _ => new JObject { ["allOf"] = new JArray(parts) } };
            default:
                diagnostics.Add(Diagnostics.BadValue, schema.Location, $"A JSON schema must be a mapping, or true or false, not {schema.Kind}.");
                return [];
        }
    }

    private void Rule(List<JObject> parts, SchemaRule rule)
    {
        parts.Add(new JObject { [SchemaValidation.RulesKey] = _rules.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        _rules.Add(rule);
    }

    private void Keyword(string key, LocatedNode value, MappingNode schema, List<JObject> parts)
    {
        switch (key)
        {
            case "$ref": Ref(value, parts); break;
            case "type": Type(value, parts); break;
            case "enum": Enum(value, parts); break;
            case "const":
                if (CaseValue.From(value, diagnostics) is { } constant) { Rule(parts, new SchemaRule.OneOf([constant])); }

                break;
            case "allOf" or "anyOf" or "oneOf":
                if (Items(key, value) is { Count: > 0 } several) { parts.Add(new JObject { [key] = new JArray(several.Select(s => Reference(Name(s, inPlace: true)))) }); }

                break;
            case "not": parts.Add(new JObject { ["not"] = Reference(Name(value, inPlace: true)) }); break;
            case "if": Rule(parts, new SchemaRule.If(Name(value, inPlace: true), Branch(schema["then"]), Branch(schema["else"]))); break;
            case "then" or "else" or "minContains" or "maxContains": break;
            case "minLength" or "maxLength" or "pattern" or "format": Text(key, value, parts); break;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf": Number(key, value, schema, parts); break;
            case "minItems" or "maxItems" or "minProperties" or "maxProperties":
                if (Count(key, value) is { } count)
                {
                    if (count == 0 && key.StartsWith("max", StringComparison.Ordinal)) { Rule(parts, new SchemaRule.None(key == "maxItems")); }
                    else { parts.Add(new JObject { [key] = count }); }
                }

                break;
            case "uniqueItems":
                if (Flag(key, value)) { Rule(parts, new SchemaRule.Unique()); }

                break;
            case "items" or "prefixItems": List(key, value, schema, parts); break;
            case "additionalItems": break;
            case "contains": Contains(value, schema, parts); break;
            case "properties": Members(schema, parts); break;
            case "patternProperties" or "additionalProperties":
                // Once for the three.
                if (schema["properties"] is null && (key == "patternProperties" || schema["patternProperties"] is null)) { Members(schema, parts); }

                break;
            case "propertyNames": Rule(parts, new SchemaRule.Names(Name(value))); break;
            case "required":
                if (Names(key, value) is { Count: > 0 } required) { Rule(parts, new SchemaRule.Required(required)); }

                break;
            default: Dependencies(key, value, parts); break;
        }
    }

    private string? Branch(LocatedNode? schema) => schema is null ? null : Name(schema, inPlace: true);

    private void Ref(LocatedNode value, List<JObject> parts)
    {
        if (value is not ScalarNode { Scalar: ScalarKind.Text, Text: var reference })
        {
            Wrong("$ref", value, "a reference such as '#/$defs/item'");
            return;
        }

        if (!reference.StartsWith('#'))
        {
            diagnostics.Add(Diagnostics.BadValue, value.Location, $"'$ref' leads to {Quote.Short(reference)}, out of this JSON schema, and nothing is fetched. Copy what it needs below '$defs' and refer to it as '#/$defs/name'.");
            return;
        }

        LocatedNode? target = SchemaPointer.Find(root, reference);
        if (target is MappingNode or ScalarNode { Scalar: ScalarKind.Boolean }) { parts.Add(Reference(Name(target, inPlace: true))); }
        else
        {
            diagnostics.Add(Diagnostics.BadValue, value.Location, $"'$ref' leads to {Quote.Short(reference)}, where this JSON schema has {(target is null ? "nothing" : target.Kind)}. Mend it, such as '#/$defs/name'.");
        }
    }

    private void Type(LocatedNode value, List<JObject> parts)
    {
        IReadOnlyList<LocatedNode> types = value is SequenceNode list ? list.Items : [value];
        if (types.Count == 0 || types.FirstOrDefault(t => t is not ScalarNode scalar || !SchemaKeywords.Types.Contains(scalar.Text)) is not null)
        {
            Wrong("type", value, $"one or several of {string.Join(", ", SchemaKeywords.Types.Order(StringComparer.Ordinal))}");
            return;
        }

        string[] names = [.. types.Select(t => ((ScalarNode)t).Text).Distinct(StringComparer.Ordinal)];
        if (names.Length > 1)
        {
            Rule(parts, new SchemaRule.OfType(names));
            return;
        }

        // By draft 6 and later 1.0 is an integer; NJsonSchema goes by how it is written.
        parts.Add(new JObject { ["type"] = names[0] == "integer" ? "number" : names[0] });
        if (names[0] == "integer") { Rule(parts, new SchemaRule.Whole()); }
    }

    private void Enum(LocatedNode value, List<JObject> parts)
    {
        if (value is not SequenceNode { Items.Count: > 0 })
        {
            Wrong("enum", value, "a list of at least one value");
            return;
        }

        if (CaseValue.From(value, diagnostics) is { } values) { Rule(parts, new SchemaRule.OneOf(values.Items)); }
    }

    private void Text(string key, LocatedNode value, List<JObject> parts)
    {
        if (key is "minLength" or "maxLength")
        {
            if (Count(key, value) is not { } bound) { return; }

            Rule(parts, key == "minLength"
                ? new SchemaRule.OfText(FormattableString.Invariant($"have at least {bound} characters"), t => SchemaFormats.Length(t) >= bound)
                : new SchemaRule.OfText(FormattableString.Invariant($"have at most {bound} characters"), t => SchemaFormats.Length(t) <= bound));
            return;
        }

        if (value is not ScalarNode { Scalar: ScalarKind.Text, Text: var text })
        {
            Wrong(key, value, "a text");
            return;
        }

        if (key == "pattern")
        {
            if (Pattern(text, value.Location) is { } pattern) { Rule(parts, new SchemaRule.OfText($"match {Quote.Short(text)}", pattern.IsMatch)); }
        }
        else if (SchemaKeywords.RefusedFormats.Contains(text))
        {
            diagnostics.Add(Diagnostics.BadValue, value.Location,
                $"The format '{text}' of a JSON schema is not enforced by {NJsonSchemaEngine.Instance.Name}. Write a 'pattern', or reference the package {SchemaKeywords.Integration}.");
        }
        else if (SchemaFormats.Find(text) is { } holds) { Rule(parts, new SchemaRule.OfText($"be of the format '{text}'", holds)); }
    }

    private Regex? Pattern(string text, Location location)
    {
        try { return SchemaFormats.Pattern(text); }
        catch (ArgumentException e)
        {
            diagnostics.Add(Diagnostics.BadPattern, location, $"{Quote.Short(text)} is not a regular expression: {Quote.Line(e.Message)}");
            return null;
        }
    }

    private void Number(string key, LocatedNode value, MappingNode schema, List<JObject> parts)
    {
        // Draft 4 has a flag that belongs to the bound beside it.
        if (key.StartsWith("exclusive", StringComparison.Ordinal) && value is ScalarNode { Scalar: ScalarKind.Boolean }) { return; }

        if (value is not ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } scalar || CoreSchema.JsonNumber(scalar.Text) is not { } number
            || !decimal.TryParse(number, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out decimal amount)
            || (key == "multipleOf" && amount <= 0))
        {
            Wrong(key, value, key == "multipleOf" ? "a number above 0" : "a number of at most 28 digits");
            return;
        }

        JObject part = new() { [key] = new JRaw(number) };
        string flag = key == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
        if (key is "minimum" or "maximum" && schema[flag] is ScalarNode { Scalar: ScalarKind.Boolean, Text: ['t' or 'T', ..] }) { part[flag] = true; }

        parts.Add(part);
    }

    private void List(string key, LocatedNode value, MappingNode schema, List<JObject> parts)
    {
        if (key == "items" && value is not SequenceNode)
        {
            // Beside 'prefixItems' it is for the rest, and taken with them.
            if (schema["prefixItems"] is null) { parts.Add(new JObject { ["items"] = Reference(Name(value)) }); }

            return;
        }

        if (Items(key, value) is not { Count: > 0 } places) { return; }

        JObject part = new() { ["items"] = new JArray(places.Select(p => Reference(Name(p)))) };
        LocatedNode? rest = schema[key == "items" ? "additionalItems" : "items"];
        if (rest is ScalarNode { Scalar: ScalarKind.Boolean, Text: ['f' or 'F', ..] }) { part["additionalItems"] = false; }
        else if (rest is not null and not SequenceNode) { part["additionalItems"] = Reference(Name(rest)); }

        parts.Add(part);
    }

    private void Contains(LocatedNode value, MappingNode schema, List<JObject> parts)
    {
        long minimum = schema["minContains"] is { } least ? Count("minContains", least) ?? 1 : 1;
        long maximum = schema["maxContains"] is { } most ? Count("maxContains", most) ?? 0 : long.MaxValue;
        Rule(parts, new SchemaRule.Contains(Name(value), minimum, maximum));
    }

    private void Members(MappingNode schema, List<JObject> parts)
    {
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        foreach ((ScalarNode key, LocatedNode member) in Mapping("properties", schema["properties"])) { named.Add(key.Text, Name(member)); }

        List<(Regex, string)> patterns = [];
        foreach ((ScalarNode key, LocatedNode member) in Mapping("patternProperties", schema["patternProperties"]))
        {
            string name = Name(member);
            if (Pattern(key.Text, key.Location) is { } pattern) { patterns.Add((pattern, name)); }
        }

        LocatedNode? others = schema["additionalProperties"];
        bool isClosed = others is ScalarNode { Scalar: ScalarKind.Boolean, Text: ['f' or 'F', ..] };
        Rule(parts, new SchemaMembersRule(named, patterns, others is null || isClosed ? null : Name(others), isClosed));
    }

    private void Dependencies(string key, LocatedNode value, List<JObject> parts)
    {
        foreach ((ScalarNode name, LocatedNode needs) in Mapping(key, value))
        {
            if (key == "dependentRequired" || (key == "dependencies" && needs is SequenceNode))
            {
                if (Names(key, needs) is { } names) { Rule(parts, new SchemaRule.Required(names, name.Text)); }
            }
            else { Rule(parts, new SchemaRule.When(name.Text, Name(needs, inPlace: true))); }
        }
    }

    private IReadOnlyList<KeyValuePair<ScalarNode, LocatedNode>> Mapping(string key, LocatedNode? value)
    {
        if (value is MappingNode mapping) { return mapping.Entries; }

        if (value is not null) { Wrong(key, value, "a mapping"); }

        return [];
    }

    private IReadOnlyList<LocatedNode>? Items(string key, LocatedNode value)
    {
        if (value is SequenceNode { Items.Count: > 0 } list) { return list.Items; }

        Wrong(key, value, "a list of at least one schema");
        return null;
    }

    private IReadOnlyList<string>? Names(string key, LocatedNode value)
    {
        if (value is SequenceNode list && list.Items.All(i => i is ScalarNode { Scalar: ScalarKind.Text })) { return [.. list.Items.Select(i => ((ScalarNode)i).Text)]; }

        Wrong(key, value, "a list of names");
        return null;
    }

    private long? Count(string key, LocatedNode value)
    {
        if (value is ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } scalar && CoreSchema.TryReal(scalar.Text, out double count)
            && count is >= 0 and <= int.MaxValue && double.IsInteger(count))
        {
            return (long)count;
        }

        Wrong(key, value, "a whole number of at least 0");
        return null;
    }

    private bool Flag(string key, LocatedNode value)
    {
        if (value is ScalarNode { Scalar: ScalarKind.Boolean } flag) { return flag.Text[0] is 't' or 'T'; }

        Wrong(key, value, "true or false");
        return false;
    }

    private void Wrong(string key, LocatedNode value, string expected) => diagnostics.Add(Diagnostics.BadValue, value.Location,
        $"'{key}' of a JSON schema must be {expected}, not {(value is ScalarNode { Scalar: not ScalarKind.Null } scalar ? Quote.Short(scalar.Text) : value.Kind)}.");
}
