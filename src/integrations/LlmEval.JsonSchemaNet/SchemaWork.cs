using System.Text.Json;

namespace LlmEval.JsonSchemaNet;

/// <summary>
/// How many applications of schemas a value costs, counted before any is made: JsonSchema.Net takes no token, and schemas may combine so that the work doubles with
/// each level. Every pair of a schema and a value is looked at once, however often it will be judged.
/// </summary>
internal sealed class SchemaWork(CancellationToken cancellationToken)
{
    /// <summary>The most applications: some seconds of them.</summary>
    private const long Most = 500_000;

    /// <summary>The most applications inside of each other; each needs some frames of the stack.</summary>
    private const int Deepest = 4_000;

    private readonly Dictionary<(SchemaPart, int), (long Work, int Depth)> _known = [];

    private int _next;

    /// <summary>Refuses what is too much.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    /// <exception cref="OperationCanceledException">Counting took too long.</exception>
    public void Check(SchemaPart root, JsonElement value) => Of(root, Read(value), 0);

    private (long Work, int Depth) Of(SchemaPart part, Value value, int above)
    {
        if (_known.TryGetValue((part, value.Number), out (long Work, int Depth) known))
        {
            Refuse(known.Work, above + known.Depth);
            return known;
        }

        cancellationToken.ThrowIfCancellationRequested();
        (long Work, int Depth) sum = (1, 1);
        Refuse(_known.Count, above + 1);
        foreach (SchemaPart here in part.Here) { Add(here, value); }

        foreach ((string? name, Value child) in value.Children)
        {
            if (name is not null && part.Members.TryGetValue(name, out SchemaPart? member)) { Add(member, child); }

            foreach (SchemaPart each in part.Each) { Add(each, child); }
        }

        _known[(part, value.Number)] = sum;
        return sum;

        void Add(SchemaPart schema, Value to)
        {
            (long work, int depth) = Of(schema, to, above + 1);
            sum = (sum.Work + work, Math.Max(sum.Depth, depth + 1));
            Refuse(sum.Work, 0);
        }
    }

    private static void Refuse(long work, int depth)
    {
        if (work > Most) { throw new InvalidOperationException("the schema takes too much work on this answer"); }

        if (depth > Deepest) { throw new InvalidOperationException("the schema refers to itself too often on this answer"); }
    }

    private Value Read(JsonElement element) => new(_next++, element.ValueKind switch
    {
        JsonValueKind.Object => [.. element.EnumerateObject().Select(m => ((string?)m.Name, Read(m.Value)))],
        JsonValueKind.Array => [.. element.EnumerateArray().Select(i => ((string?)null, Read(i)))],
        _ => [],
    });

    private sealed record Value(int Number, (string? Name, Value Child)[] Children);
}
