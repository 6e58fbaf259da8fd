using System.Text.Json;

namespace LlmEval.Llama.Grammars;

/// <summary>Whether no value is valid by two schemas at once: what <c>oneOf</c> demands and <c>anyOf</c> does not.</summary>
internal static class SchemaDisjoint
{
    private const int MostDepth = 4;

    /// <summary>Refuses alternatives that may hold together.</summary>
    public static void Require(AlternativesPart part, IReadOnlyList<SchemaShape> shapes, Func<IEnumerable<SchemaNode>, SchemaShape> read)
    {
        for (int i = 0; i < shapes.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (!Are(shapes[i], shapes[j], read, 0))
                {
                    throw new SchemaGrammarException(part.Pointer, FormattableString.Invariant(
                        $"the alternatives {j} and {i} may both hold, which oneOf forbids and a grammar cannot see. Use anyOf, or give them different types, values, or a required property with different const."));
                }
            }
        }
    }

    private static bool Are(SchemaShape left, SchemaShape right, Func<IEnumerable<SchemaNode>, SchemaShape> read, int depth)
    {
        JsonTypes common = left.Types & right.Types;
        if (common == JsonTypes.None) { return true; }
        if (left.Values is { } values && Outside(values, right)) { return true; }
        if (right.Values is { } others && Outside(others, left)) { return true; }
        if (common != JsonTypes.Object || depth == MostDepth) { return false; }

        foreach (string name in left.Required.Union(right.Required, StringComparer.Ordinal))
        {
            // Whoever requires it has it; if the other's words on it exclude those values, the two cannot meet.
            if (Are(Property(left, name), Property(right, name), read, depth + 1)) { return true; }
        }

        return false;

        SchemaShape Property(SchemaShape shape, string name) => read(shape.Objects.Select(o => o.Of(name)).OfType<SchemaNode>());
    }

    private static bool Outside(IReadOnlyList<JsonElement> values, SchemaShape other) => values.All(v =>
        (SchemaValue.TypeOf(v) & other.Types) == JsonTypes.None || (other.Values is { } own && !own.Any(o => JsonElement.DeepEquals(o, v))));
}
