using System.Globalization;
using System.Text.RegularExpressions;
using Json.Schema;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.JsonSchemaNet;

/// <summary>Reads a document of schemas for what is wrong with it, each at its place, and for which part applies which.</summary>
internal sealed class SchemaReader(LocatedNode document, DiagnosticBag diagnostics)
{
    private readonly Dictionary<LocatedNode, SchemaPart> _parts = new(ReferenceEqualityComparer.Instance);
    private readonly List<(SchemaPart From, string Key, ScalarNode Reference)> _references = [];
    private readonly List<(string Name, SchemaPart Part)> _anchors = [];
    private readonly List<(string Name, SchemaPart Part)> _dynamic = [];

    /// <summary>The draft that the document is of.</summary>
    public SpecVersion Draft { get; private set; } = SpecVersion.Draft202012;

    /// <summary>Reads it; null where it is no schema at all.</summary>
    public SchemaPart? Read()
    {
        if (document is MappingNode root && root["$schema"] is { } named)
        {
            if (named is ScalarNode { Scalar: ScalarKind.Text } text && SchemaDrafts.Of(text.Text) is { } draft) { Draft = draft; }
            else { diagnostics.Add(Diagnostics.BadValue, named.Location, "'$schema' names a draft that JsonSchema.Net lacks. It has 6, 7, 2019-09 and 2020-12, such as 'https://json-schema.org/draft/2020-12/schema'."); }
        }

        SchemaPart? whole = Part(document);
        if (diagnostics.HasErrors) { return whole; }

        // Twice: a reference may lead to where nothing else does, such as below a remark, and there may be references too.
        for (int next = 0; next < _references.Count; next++) { Resolve(_references[next]); }

        if (!diagnostics.HasErrors && Circle() is { } part)
        {
            diagnostics.Add(Diagnostics.BadValue, part.Node.Location, "This JSON schema refers to itself without a step into the value, so that it never ends. Break the circle of references.");
        }

        return whole;
    }

    private SchemaPart? Part(LocatedNode node)
    {
        if (_parts.TryGetValue(node, out SchemaPart? known)) { return known; }

        SchemaPart part = new(node);
        switch (node)
        {
            case ScalarNode { Scalar: ScalarKind.Boolean }:
                return _parts[node] = part;
            case MappingNode mapping:
                _parts.Add(node, part);
                foreach ((ScalarNode key, LocatedNode value) in mapping.Entries) { Keyword(part, key, value); }

                return part;
            default:
                diagnostics.Add(Diagnostics.BadValue, node.Location, $"A JSON schema must be a mapping, or true or false, not {node.Kind}.");
                return null;
        }
    }

    private void Keyword(SchemaPart part, ScalarNode key, LocatedNode value)
    {
        if (!SchemaDrafts.Knows(key.Text, Draft))
        {
            diagnostics.Add(Diagnostics.UnknownKey, key.Location,
                $"'{Short(key.Text)}' is not a keyword of draft {SchemaDrafts.Name(Draft)} of JSON Schema, and would be passed over. Correct it or '$schema', or begin the names of your own remarks with 'x-'.");
            return;
        }

        switch (key.Text)
        {
            case "$ref" or "$dynamicRef" or "$recursiveRef":
                if (value is ScalarNode { Scalar: ScalarKind.Text } reference) { _references.Add((part, key.Text, reference)); }
                else { diagnostics.Add(Diagnostics.BadValue, value.Location, $"'{key.Text}' of a JSON schema must be a text, not {value.Kind}."); }

                break;
            case "$id" or "$schema" when part.Node != document:
                if (key.Text == "$id" && Draft <= SpecVersion.Draft7 && Text(value).StartsWith('#')) { _anchors.Add((Text(value)[1..], part)); }
                else { diagnostics.Add(Diagnostics.BadValue, key.Location, $"'{key.Text}' inside of a JSON schema makes another document of this part. Leave it out, and name the part by '$anchor' or its place."); }

                break;
            case "$anchor": _anchors.Add((Text(value), part)); break;
            case "$dynamicAnchor":
                _anchors.Add((Text(value), part));
                _dynamic.Add((Text(value), part));
                break;
            case "allOf" or "anyOf" or "oneOf": AddAll(part.Here, value); break;
            case "not" or "if" or "then" or "else": Add(part.Here, value); break;
            case "dependentSchemas" or "dependencies": AddValues(part.Here, value, mayBeList: key.Text == "dependencies"); break;
            case "items" when value is SequenceNode: AddAll(part.Each, value); break;
            case "prefixItems": AddAll(part.Each, value); break;
            case "items" or "additionalItems" or "additionalProperties" or "contains" or "propertyNames" or "unevaluatedItems" or "unevaluatedProperties": Add(part.Each, value); break;
            case "patternProperties":
                foreach ((ScalarNode pattern, _) in (value as MappingNode)?.Entries ?? []) { Pattern(pattern); }

                AddValues(part.Each, value, mayBeList: false);
                break;
            case "properties":
                foreach ((ScalarNode name, LocatedNode schema) in (value as MappingNode)?.Entries ?? [])
                {
                    if (Part(schema) is { } member) { part.Members[name.Text] = member; }
                }

                break;
            case "$defs" or "definitions" or "contentSchema": AddValues([], key.Text == "contentSchema" ? new MappingNode(value.Location, [new(key, value)]) : value, mayBeList: false); break;
            case "pattern" when value is ScalarNode { Scalar: ScalarKind.Text } pattern: Pattern(pattern); break;
            case "format" when SchemaDrafts.IsRefusedFormat(Text(value)):
                diagnostics.Add(Diagnostics.BadValue, value.Location, $"The format '{Text(value)}' of a JSON schema is not enforced by JsonSchema.Net. Write a 'pattern'.");
                break;
        }
    }

    private void Add(List<SchemaPart> to, LocatedNode schema)
    {
        if (Part(schema) is { } part) { to.Add(part); }
    }

    private void AddAll(List<SchemaPart> to, LocatedNode schemas)
    {
        foreach (LocatedNode schema in (schemas as SequenceNode)?.Items ?? []) { Add(to, schema); }
    }

    private void AddValues(List<SchemaPart> to, LocatedNode schemas, bool mayBeList)
    {
        foreach ((_, LocatedNode schema) in (schemas as MappingNode)?.Entries ?? [])
        {
            if (!mayBeList || schema is not SequenceNode) { Add(to, schema); }
        }
    }

    private void Pattern(ScalarNode pattern)
    {
        try { _ = new Regex(pattern.Text, RegexOptions.ECMAScript); }
        catch (ArgumentException e) { diagnostics.Add(Diagnostics.BadPattern, pattern.Location, $"'{Short(pattern.Text)}' is not a regular expression of ECMA 262 as .NET reads it: {e.Message.ReplaceLineEndings(" ")}"); }
    }

    private void Resolve((SchemaPart From, string Key, ScalarNode Reference) from)
    {
        (SchemaPart part, string key, ScalarNode reference) = from;
        if (!reference.Text.StartsWith('#'))
        {
            diagnostics.Add(Diagnostics.BadValue, reference.Location,
                $"'{key}' leads to '{Short(reference.Text)}', out of this JSON schema, and nothing is fetched. Copy what it needs below '$defs' and refer to it as '#/$defs/name'.");
            return;
        }

        string fragment = Uri.UnescapeDataString(reference.Text[1..]);
        SchemaPart[] targets = fragment.Length == 0 ? [_parts[document]]
            : fragment[0] == '/' ? At(fragment) is { } node && (node is MappingNode or ScalarNode { Scalar: ScalarKind.Boolean }) && Part(node) is { } at ? [at] : []
            : [.. _anchors.Where(a => a.Name == fragment).Select(a => a.Part)];
        if (targets.Length != 1)
        {
            diagnostics.Add(Diagnostics.BadValue, reference.Location,
                $"'{key}' leads to '{Short(reference.Text)}', of which this JSON schema has {(targets.Length == 0 ? "none" : "several")}. Mend it, such as '#/$defs/name'.");
            return;
        }

        part.Here.Add(targets[0]);
        if (key == "$dynamicRef") { part.Here.AddRange(_dynamic.Where(d => d.Name == fragment && d.Part != targets[0]).Select(d => d.Part)); }
    }

    private LocatedNode? At(string pointer)
    {
        LocatedNode? node = document;
        foreach (string escaped in pointer[1..].Split('/'))
        {
            string step = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                MappingNode mapping => mapping[step],
                SequenceNode list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Items.Count => list.Items[index],
                _ => null,
            };
        }

        return node;
    }

    /// <summary>A part that applies itself to the same value. Not recursive: chains may be long.</summary>
    private SchemaPart? Circle()
    {
        // Takes away what applies nothing that is left; what remains goes in circles.
        Dictionary<SchemaPart, int> open = _parts.Values.ToDictionary(p => p, p => p.Here.Count);
        ILookup<SchemaPart, SchemaPart> users = _parts.Values.SelectMany(p => p.Here.Select(h => (p, h))).ToLookup(e => e.h, e => e.p);
        Queue<SchemaPart> ends = new(open.Where(o => o.Value == 0).Select(o => o.Key));
        while (ends.TryDequeue(out SchemaPart? end))
        {
            open.Remove(end);
            foreach (SchemaPart user in users[end])
            {
                if (--open[user] == 0) { ends.Enqueue(user); }
            }
        }

        return open.Keys.FirstOrDefault();
    }

    private static string Text(LocatedNode node) => (node as ScalarNode)?.Text ?? string.Empty;

    private static string Short(string text) => (text.Length > 60 ? text[..60] + " ..." : text).ReplaceLineEndings(" ");
}
