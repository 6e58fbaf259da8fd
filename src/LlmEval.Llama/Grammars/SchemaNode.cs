using System.Text.Json;

namespace LlmEval.Llama.Grammars;

/// <summary>A schema within a schema.</summary>
/// <param name="Element">The schema.</param>
/// <param name="Pointer">Where it stands, as a JSON pointer from <c>#</c>.</param>
internal sealed record SchemaNode(JsonElement Element, string Pointer)
{
    /// <summary>The schema below a keyword or name.</summary>
    public SchemaNode Below(string keyword, JsonElement element) =>
        new(element, $"{Pointer}/{keyword.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");

    /// <summary>An entry of a list below a keyword.</summary>
    public SchemaNode Below(string keyword, int index, JsonElement element) =>
        new(element, FormattableString.Invariant($"{Pointer}/{keyword}/{index}"));
}
