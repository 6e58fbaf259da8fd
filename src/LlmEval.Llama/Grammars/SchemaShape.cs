using System.Globalization;
using System.Text.Json;

namespace LlmEval.Llama.Grammars;

/// <summary>
/// What several schemas that must all hold say together: references followed, <c>allOf</c> taken apart, bounds tightened. Alternatives stay
/// open. Keywords that say nothing of values are passed over; those that a grammar cannot hold are refused.
/// </summary>
internal sealed class SchemaShape
{
    /// <summary>Keywords that describe and do not restrict.</summary>
    private static readonly HashSet<string> s_annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType", "contentSchema",
    };

    private readonly JsonElement _root;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<string> _way = [];

    private SchemaShape(JsonElement root) => _root = root;

    /// <summary>Kinds of values that are allowed; all where nobody says.</summary>
    public JsonTypes Types { get; private set; } = JsonTypes.All;

    /// <summary>The values of <c>enum</c> and <c>const</c>; null where nobody says.</summary>
    public IReadOnlyList<JsonElement>? Values { get; private set; }

    public List<ObjectPart> Objects { get; } = [];

    public SortedSet<string> Required { get; } = new(StringComparer.Ordinal);

    public List<ArrayPart> Arrays { get; } = [];

    public int LeastItems { get; private set; }

    public int? MostItems { get; private set; }

    public int LeastLength { get; private set; }

    public int? MostLength { get; private set; }

    public List<(string Pattern, string Pointer)> Patterns { get; } = [];

    public (string Name, string Pointer)? Format { get; private set; }

    public NumberBound? Least { get; private set; }

    public NumberBound? Most { get; private set; }

    public List<AlternativesPart> Alternatives { get; private init; } = [];

    /// <summary>Where it stands, for messages.</summary>
    public string Pointer { get; private set; } = "#";

    /// <summary>A text that is the same for the same schemas.</summary>
    public string Key => string.Join(' ', _taken.Order(StringComparer.Ordinal)) + "?" + string.Join(' ', Alternatives.Select(a => a.Pointer).Order(StringComparer.Ordinal));

    /// <summary>Reads schemas that must all hold.</summary>
    /// <exception cref="SchemaGrammarException">One says what a grammar cannot hold.</exception>
    public static SchemaShape Of(JsonElement root, params IEnumerable<SchemaNode> nodes)
    {
        SchemaShape shape = new(root);
        foreach (SchemaNode node in nodes)
        {
            if (shape._taken.Count == 0) { shape.Pointer = node.Pointer; }

            shape.Take(node);
        }

        return shape;
    }

    /// <summary>The same with one of its alternatives chosen.</summary>
    public SchemaShape Choose(AlternativesPart part, SchemaNode schema)
    {
        SchemaShape chosen = new(_root)
        {
            Types = Types, Values = Values, LeastItems = LeastItems, MostItems = MostItems, LeastLength = LeastLength, MostLength = MostLength,
            Format = Format, Least = Least, Most = Most, Pointer = schema.Pointer, Alternatives = [.. Alternatives.Where(a => a != part)],
        };
        chosen._taken.UnionWith(_taken);
        chosen._way.AddRange(part.Way);
        chosen.Objects.AddRange(Objects);
        chosen.Required.UnionWith(Required);
        chosen.Arrays.AddRange(Arrays);
        chosen.Patterns.AddRange(Patterns);
        chosen.Take(schema);
        return chosen;
    }

    private void Take(SchemaNode node)
    {
        if (_way.Contains(node.Pointer, StringComparer.Ordinal)) { throw new SchemaGrammarException(node.Pointer, "the schema is defined by itself. Let a property or an item lie between."); }
        if (!_taken.Add(node.Pointer)) { return; }

        _way.Add(node.Pointer);
        Read(node);
        _way.RemoveAt(_way.Count - 1);
    }

    private void Read(SchemaNode node)
    {
        switch (node.Element.ValueKind)
        {
            case JsonValueKind.True: return;
            case JsonValueKind.False: Types = JsonTypes.None; return;
            case JsonValueKind.Object: break;
            default: throw new SchemaGrammarException(node.Pointer, "a schema is an object, true or false.");
        }

        foreach (JsonProperty property in node.Element.EnumerateObject()) { Take(node, property.Name, property.Value); }

        JsonElement? properties = Member(node, "properties"), additional = Member(node, "additionalProperties");
        if (properties is not null || additional is not null)
        {
            Objects.Add(new ObjectPart(
                properties is { } own ? [.. Entries(node, "properties", own).Select(p => (p.Name, new SchemaNode(own, $"{node.Pointer}/properties").Below(p.Name, p.Value)))] : [],
                additional is { } others ? node.Below("additionalProperties", others) : null));
        }

        JsonElement? first = Member(node, "prefixItems"), items = Member(node, "items");
        if (first is not null || items is not null)
        {
            Arrays.Add(new ArrayPart(
                first is { } list ? [.. Schemas(node, "prefixItems", list)] : [],
                items is { } rest ? node.Below("items", rest) : null));
        }
    }

    private void Take(SchemaNode node, string keyword, JsonElement value)
    {
        string pointer = $"{node.Pointer}/{keyword}";
        switch (keyword)
        {
            case "properties" or "additionalProperties" or "prefixItems" or "items": break; // read together
            case "$ref": Take(Resolve(value, pointer)); break;
            case "allOf":
                foreach (SchemaNode schema in Schemas(node, keyword, value)) { Take(schema); }

                break;
            case "anyOf" or "oneOf": Alternatives.Add(new AlternativesPart(pointer, [.. Schemas(node, keyword, value)], keyword == "oneOf", [.. _way])); break;
            case "type": Types &= TypesOf(value, pointer); break;
            case "enum":
                Restrict(value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw new SchemaGrammarException(pointer, "must be a list of values."));
                break;
            case "const": Restrict([value]); break;
            case "required":
                foreach (JsonElement name in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new SchemaGrammarException(pointer, "must be a list of names."))
                {
                    Required.Add(Text(name, pointer));
                }

                break;
            case "minItems": LeastItems = Math.Max(LeastItems, Count(value, pointer)); break;
            case "maxItems": MostItems = Math.Min(MostItems ?? int.MaxValue, Count(value, pointer)); break;
            case "minLength": LeastLength = Math.Max(LeastLength, Count(value, pointer)); break;
            case "maxLength": MostLength = Math.Min(MostLength ?? int.MaxValue, Count(value, pointer)); break;
            case "pattern": Patterns.Add((Text(value, pointer), pointer)); break;
            case "format": Format = Format is null || Format.Value.Name == Text(value, pointer) ? (Text(value, pointer), pointer) : throw new SchemaGrammarException(pointer, "two formats cannot both be held. Keep one."); break;
            case "minimum": Raise(Number(value, pointer), excluded: false); break;
            case "exclusiveMinimum": Raise(Number(value, pointer), excluded: true); break;
            case "maximum": Lower(Number(value, pointer), excluded: false); break;
            case "exclusiveMaximum": Lower(Number(value, pointer), excluded: true); break;
            case "uniqueItems" when value.ValueKind == JsonValueKind.False: break;
            case "multipleOf" when Number(value, pointer) == 1: Types &= ~JsonTypes.Fraction; break;
            case "$id" when node.Pointer == "#": break;
            case var _ when s_annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal): break;
            default: throw new SchemaGrammarException(pointer, SchemaKeywords.WhyNot(keyword));
        }
    }

    private void Restrict(IReadOnlyList<JsonElement> values) =>
        Values = Values is null ? values : [.. Values.Where(v => values.Any(o => JsonElement.DeepEquals(v, o)))];

    private void Raise(decimal bound, bool excluded)
    {
        if (Least is null || bound > Least.Value || (bound == Least.Value && excluded)) { Least = new NumberBound(bound, excluded); }
    }

    private void Lower(decimal bound, bool excluded)
    {
        if (Most is null || bound < Most.Value || (bound == Most.Value && excluded)) { Most = new NumberBound(bound, excluded); }
    }

    private SchemaNode Resolve(JsonElement value, string pointer)
    {
        string target = Text(value, pointer);
        if (target != "#" && !target.StartsWith("#/", StringComparison.Ordinal)) { throw new SchemaGrammarException(pointer, $"'{target}' lies outside of the schema. Copy it into $defs and refer to '#/$defs/NAME'."); }

        JsonElement at = _root;
        string path = "#";
        foreach (string part in target.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            bool found = at.ValueKind switch
            {
                JsonValueKind.Object => at.TryGetProperty(name, out at),
                JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength() => (at = at[index]).ValueKind != JsonValueKind.Undefined,
                _ => false,
            };
            if (!found) { throw new SchemaGrammarException(pointer, $"'{target}' does not exist in the schema."); }

            path += "/" + part;
        }

        return new SchemaNode(at, path);
    }

    private static JsonElement? Member(SchemaNode node, string name) => node.Element.TryGetProperty(name, out JsonElement value) ? value : null;

    private static JsonElement.ObjectEnumerator Entries(SchemaNode node, string keyword, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject() : throw new SchemaGrammarException($"{node.Pointer}/{keyword}", "must be an object of schemas.");

    private static IEnumerable<SchemaNode> Schemas(SchemaNode node, string keyword, JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        ? value.EnumerateArray().Select((schema, i) => node.Below(keyword, i, schema))
        : throw new SchemaGrammarException($"{node.Pointer}/{keyword}", "must be a list of schemas.");

    private static JsonTypes TypesOf(JsonElement value, string pointer) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Aggregate(JsonTypes.None, (types, type) => types | TypesOf(type, pointer))
        : Text(value, pointer) switch
        {
            "null" => JsonTypes.Null,
            "boolean" => JsonTypes.Boolean,
            "integer" => JsonTypes.Integer,
            "number" => JsonTypes.Number,
            "string" => JsonTypes.String,
            "array" => JsonTypes.Array,
            "object" => JsonTypes.Object,
            string other => throw new SchemaGrammarException(pointer, $"'{other}' is no type. Use null, boolean, integer, number, string, array or object."),
        };

    private static string Text(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new SchemaGrammarException(pointer, "must be a text.");

    private static int Count(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && number >= 0 && number == Math.Truncate(number)
            ? (int)Math.Min(number, int.MaxValue) : throw new SchemaGrammarException(pointer, "must be a whole number from 0.");

    private static decimal Number(JsonElement value, string pointer) =>
        value.ValueKind == JsonValueKind.Number && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && Math.Abs(number) < 1e24m && number.Scale <= 15
            ? number : throw new SchemaGrammarException(pointer, "must be a number below 1e24 with at most 15 digits after the point.");
}
