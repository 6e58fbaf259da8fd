namespace LlmEval.Llama.Grammars;

/// <summary>What one schema says of objects.</summary>
internal sealed record ObjectPart(IReadOnlyList<(string Name, SchemaNode Schema)> Properties, SchemaNode? Additional)
{
    /// <summary>What it says of a property: that of its own name, else what it says of others; null when nothing.</summary>
    public SchemaNode? Of(string name)
    {
        foreach ((string own, SchemaNode schema) in Properties)
        {
            if (own == name) { return schema; }
        }

        return Additional;
    }
}

/// <summary>What one schema says of arrays.</summary>
internal sealed record ArrayPart(IReadOnlyList<SchemaNode> First, SchemaNode? Rest)
{
    /// <summary>What it says of an element; null when nothing.</summary>
    public SchemaNode? Of(int index) => index < First.Count ? First[index] : Rest;
}

/// <summary>Schemas of which one (or exactly one) must hold.</summary>
/// <param name="Pointer">Where they stand.</param>
/// <param name="Schemas">The schemas.</param>
/// <param name="ExactlyOne">Whether two must not hold together.</param>
/// <param name="Way">The schemas that led here, none of which may be chosen in turn.</param>
internal sealed record AlternativesPart(string Pointer, IReadOnlyList<SchemaNode> Schemas, bool ExactlyOne, IReadOnlyList<string> Way);
