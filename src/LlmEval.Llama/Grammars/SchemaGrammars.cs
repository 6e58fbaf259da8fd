using System.Collections.Concurrent;
using System.Text.Json;

namespace LlmEval.Llama.Grammars;

/// <summary>Grammars of schemas, each made once: a suite asks with the same schema thousands of times.</summary>
internal static class SchemaGrammars
{
    /// <summary>More are forgotten, all at once: no run has so many.</summary>
    private const int Most = 256;

    private static readonly ConcurrentDictionary<string, string> s_known = new(StringComparer.Ordinal);

    /// <summary>The grammar of a schema.</summary>
    /// <exception cref="SchemaGrammarException">It has none.</exception>
    public static string Of(JsonElement schema)
    {
        string text = schema.GetRawText();
        if (s_known.TryGetValue(text, out string? known)) { return known; }
        if (s_known.Count >= Most) { s_known.Clear(); }

        return s_known[text] = SchemaGrammar.Of(schema);
    }
}
