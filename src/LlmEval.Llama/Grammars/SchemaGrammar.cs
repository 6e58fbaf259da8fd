using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmEval.Llama.Grammars;

/// <summary>
/// Turns a JSON schema into a grammar (GBNF) whose every text is valid by the schema. It may write less than the schema allows: properties in the order
/// of the schema, none that it does not name unless it says <c>additionalProperties</c>, numbers of at most 15 digits.
/// </summary>
internal sealed class SchemaGrammar
{
    private const int MostRules = 20_000;

    private readonly JsonElement _root;
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _building = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly StringBuilder _rules = new();
    private int _count;

    private SchemaGrammar(JsonElement root) => _root = root;

    /// <summary>The grammar of a schema.</summary>
    /// <exception cref="SchemaGrammarException">The schema is wrong, allows nothing, or says what a grammar cannot hold.</exception>
    public static string Of(JsonElement schema)
    {
        SchemaGrammar grammar = new(schema);
        string root = grammar.Rule(new SchemaNode(schema, "#"))
            ?? throw new SchemaGrammarException("#", "no value is valid by this schema.");
        return $"root ::= {root} ws\n{grammar._rules}{JsonGrammar.Rules}";
    }

    /// <summary>The rule of what several schemas allow together; null when that is nothing.</summary>
    private string? Rule(params IEnumerable<SchemaNode> nodes) => Rule(SchemaShape.Of(_root, nodes));

    private string? Rule(SchemaShape shape)
    {
        string key = shape.Key;
        if (_building.Contains(key))
        {
            _open.Add(key);
            return _names[key];
        }

        if (_names.TryGetValue(key, out string? known)) { return known; }

        string name = NewName(shape.Pointer);
        _names[key] = name;
        _building.Add(key);
        IReadOnlyList<string> ways = Ways(shape);
        _building.Remove(key);
        if (ways.Count == 0)
        {
            if (_open.Contains(key)) { throw new SchemaGrammarException(shape.Pointer, "no value is valid by this schema."); }

            return _names[key] = null;
        }

        Define(name, string.Join(" | ", ways));
        return name;
    }

    private string NewName(string pointer) => ++_count <= MostRules
        ? string.Create(CultureInfo.InvariantCulture, $"r{_count}")
        : throw new SchemaGrammarException(pointer, "the schema has too many combinations of alternatives. Simplify anyOf and allOf.");

    private void Define(string name, string body) => _rules.Append(name).Append(" ::= ").Append(body).Append('\n');

    private string Named(string body)
    {
        string name = NewName("#");
        Define(name, body);
        return name;
    }

    private IReadOnlyList<string> Ways(SchemaShape shape)
    {
        if (shape.Alternatives is [AlternativesPart part, ..])
        {
            SchemaShape[] chosen = [.. part.Schemas.Select(s => shape.Choose(part, s))];
            if (part.ExactlyOne) { SchemaDisjoint.Require(part, chosen, n => SchemaShape.Of(_root, n)); }

            return [.. chosen.Select(Rule).OfType<string>().Distinct(StringComparer.Ordinal)];
        }

        if (shape.Values is { } values)
        {
            return [.. values.Where(v => SchemaValue.Fits(v, shape)).Select(SchemaValue.Literal).Distinct(StringComparer.Ordinal)];
        }

        JsonTypes types = shape.Types == JsonTypes.All ? Meant(shape) : shape.Types;
        if (types == JsonTypes.All) { return ["value"]; }

        List<string?> ways = [];
        if (types.HasFlag(JsonTypes.Object)) { ways.Add(Object(shape)); }
        if (types.HasFlag(JsonTypes.Array)) { ways.Add(Array(shape)); }
        if (types.HasFlag(JsonTypes.String)) { ways.Add(String(shape)); }
        if ((types & JsonTypes.Number) != JsonTypes.None) { ways.Add(Number(shape, types)); }
        if (types.HasFlag(JsonTypes.Boolean)) { ways.Add("\"true\" | \"false\""); }
        if (types.HasFlag(JsonTypes.Null)) { ways.Add("\"null\""); }

        return [.. ways.OfType<string>()];
    }

    /// <summary>A schema without a type that speaks of properties means objects, and so on: that writes less than it allows, and what its author means.</summary>
    private static JsonTypes Meant(SchemaShape shape)
    {
        JsonTypes types = JsonTypes.None;
        if (shape.Objects.Count > 0 || shape.Required.Count > 0) { types |= JsonTypes.Object; }
        if (shape.Arrays.Count > 0 || shape.LeastItems > 0 || shape.MostItems is not null) { types |= JsonTypes.Array; }
        if (shape.LeastLength > 0 || shape.MostLength is not null || shape.Patterns.Count > 0 || shape.Format is not null) { types |= JsonTypes.String; }
        if (shape.Least is not null || shape.Most is not null) { types |= JsonTypes.Number; }

        return types == JsonTypes.None ? shape.Types : types;
    }

    private static string? Number(SchemaShape shape, JsonTypes types)
    {
        bool whole = !types.HasFlag(JsonTypes.Fraction);
        if (shape.Least is null && shape.Most is null) { return whole ? "integer" : "number"; }

        // A number between two fractions is a number; whole ones are among them.
        return whole ? NumberGrammar.Integers(shape.Least?.Ceiling, shape.Most?.Floor) : NumberGrammar.Decimals(shape.Least, shape.Most);
    }

    private string? String(SchemaShape shape)
    {
        if (shape.MostLength < shape.LeastLength) { return null; }
        if (shape.Format is { } format)
        {
            if (shape.Patterns.Count > 0 || shape.LeastLength > 0 || shape.MostLength is not null)
            {
                throw new SchemaGrammarException(format.Pointer, "a format beside a pattern or a length cannot be held. Keep one of them.");
            }

            string text = FormatGrammar.Of(format.Name) ?? throw new SchemaGrammarException(
                format.Pointer, $"the format '{format.Name}' is not known. Use {string.Join(", ", FormatGrammar.Names)} or a pattern.");
            return $"\"\\\"\" {text} \"\\\"\"";
        }

        if (shape.Patterns.Count > 1) { throw new SchemaGrammarException(shape.Patterns[1].Pointer, "two patterns cannot both be held. Write them as one."); }
        if (shape.Patterns is [var (pattern, pointer)])
        {
            (string body, int least, int? most) = PatternGrammar.Of(pattern, pointer, Named);
            return least >= shape.LeastLength && (shape.MostLength is null || most <= shape.MostLength)
                ? $"\"\\\"\" {body} \"\\\"\""
                : throw new SchemaGrammarException(pointer, "a pattern that allows other lengths than minLength and maxLength cannot be held. Write the length into the pattern, such as ^[a-z]{2,5}$.");
        }

        if (shape.LeastLength == 0 && shape.MostLength is null) { return "string"; }

        const int Longest = 100_000;
        return shape.LeastLength > Longest
            ? throw new SchemaGrammarException(shape.Pointer, $"minLength above {Longest} cannot be held. Lower it.")
            : $"\"\\\"\" {GrammarText.Repeat("char", shape.LeastLength, shape.MostLength > Longest ? null : shape.MostLength)} \"\\\"\"";
    }

    private string? Array(SchemaShape shape)
    {
        int first = shape.Arrays.Count == 0 ? 0 : shape.Arrays.Max(a => a.First.Count);
        int? most = shape.MostItems;
        string? rest = most <= first ? null : Rule(shape.Arrays.Select(a => a.Rest).OfType<SchemaNode>());
        List<string> items = [];
        for (int i = 0; i < first && (most is null || i < most); i++)
        {
            if (Rule(shape.Arrays.Select(a => a.Of(i)).OfType<SchemaNode>()) is not { } item) { rest = null; break; }

            items.Add(item);
        }

        if (rest is null) { most = Math.Min(most ?? int.MaxValue, items.Count); }
        if (most < shape.LeastItems) { return null; }
        if (shape.LeastItems > GrammarText.MostRepeats) { throw new SchemaGrammarException(shape.Pointer, $"minItems above {GrammarText.MostRepeats} cannot be held. Lower it."); }

        if (most > GrammarText.MostRepeats + items.Count) { most = GrammarText.MostRepeats + items.Count; }

        // From the last one backwards: what follows a written item.
        string tail = rest is null || most <= items.Count ? string.Empty
            : GrammarText.Repeat($"( ws \",\" ws {rest} )", Math.Max(0, shape.LeastItems - Math.Max(1, items.Count)), most - Math.Max(1, items.Count));
        if (items.Count == 0)
        {
            string list = most == 0 ? string.Empty : shape.LeastItems == 0 ? $"( {rest} {tail} )?" : $"{rest} {tail}";
            return $"\"[\" ws {list} ws \"]\"";
        }

        for (int i = items.Count - 1; i >= 0; i--)
        {
            string item = i == 0 ? $"{items[i]} {tail}" : $"ws \",\" ws {items[i]} {tail}";
            tail = i < shape.LeastItems ? item : $"( {item} )?";
        }

        return $"\"[\" ws {tail} ws \"]\"";
    }

    private string? Object(SchemaShape shape)
    {
        string[] names =
        [
            .. shape.Objects.SelectMany(o => o.Properties.Select(p => p.Name)).Concat(shape.Required).Distinct(StringComparer.Ordinal),
        ];
        List<(string Pair, bool Required)> pairs = [];
        foreach (string name in names)
        {
            string? value = Rule(shape.Objects.Select(o => o.Of(name)).OfType<SchemaNode>());
            bool required = shape.Required.Contains(name);
            if (value is not null) { pairs.Add((Named($"{SchemaValue.StringLiteral(name)} ws \":\" ws {value}"), required)); }
            else if (required) { return null; }
        }

        SchemaNode[] additional = [.. shape.Objects.Select(o => o.Additional).OfType<SchemaNode>()];
        if (names.Length == 0 && additional.Length == 0) { return "object"; }

        string? other = additional.Length > 0 && Rule(additional) is { } any ? Named($"{OtherName(names)} ws \":\" ws {any}") : null;
        return $"\"{{\" ws {Pairs(pairs, other)} ws \"}}\"";
    }

    /// <summary>Pairs in their order with commas between those that are written.</summary>
    private string Pairs(List<(string Pair, bool Required)> pairs, string? other)
    {
        // What may follow pair i once something is written, from the last one backwards.
        string[] after = new string[pairs.Count + 1];
        after[^1] = other is null ? string.Empty : $"( ws \",\" ws {other} )*";
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            string next = pairs[i].Required ? $"ws \",\" ws {pairs[i].Pair} {after[i + 1]}" : $"( ws \",\" ws {pairs[i].Pair} )? {after[i + 1]}";
            after[i] = i == 0 ? next : Named(next);
        }

        List<string> ways = [];
        int first = 0;
        for (; first < pairs.Count; first++)
        {
            ways.Add($"{pairs[first].Pair} {after[first + 1]}");
            if (pairs[first].Required) { break; }
        }

        if (first == pairs.Count)
        {
            if (other is not null) { ways.Add($"{other} {after[^1]}"); }

            return ways.Count == 0 ? string.Empty : $"( {string.Join(" | ", ways)} )?";
        }

        return GrammarText.OneOf(ways);
    }

    /// <summary>A name that is none of the given ones. Escapes are not written in it: they could spell one of them.</summary>
    private static string OtherName(IReadOnlyList<string> names)
    {
        string rule = OtherThan([.. names.Where(n => n.All(c => c >= ' ' && c is not ('"' or '\\')))], 0);
        return $"\"\\\"\" {rule} \"\\\"\"";
    }

    /// <summary>The rest of a text that has gone along the given names for some characters and is none of them.</summary>
    private static string OtherThan(IReadOnlyList<string> names, int depth)
    {
        if (names.Count == 0) { return "plain*"; }

        List<string> ways = [];
        List<int> taken = [];
        foreach (IGrouping<int, string> group in names.Where(n => Runes(n).Length > depth).GroupBy(n => Runes(n)[depth].Value).OrderBy(g => g.Key))
        {
            taken.Add(group.Key);
            ways.Add($"[{GrammarText.Escape(group.Key)}] {OtherThan([.. group], depth + 1)}");
        }

        string excluded = string.Concat(taken.Select(GrammarText.Escape));
        ways.Add($"[^\"\\\\\\x00-\\x1F{excluded}] plain*");
        bool mayEnd = names.All(n => Runes(n).Length != depth);
        return $"( {string.Join(" | ", ways)} ){(mayEnd ? "?" : string.Empty)}";
    }

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];
}
