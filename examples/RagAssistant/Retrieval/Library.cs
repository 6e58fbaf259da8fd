using LlmEval.Model;

namespace RagAssistant.Retrieval;

/// <summary>The documents of the library, cut into passages: a heading and what follows it.</summary>
internal static class Library
{
    /// <summary>Reads the embedded documents, in the order of their names. A passage is cited as <c>document.number</c>.</summary>
    public static IEnumerable<Passage> Passages()
    {
        foreach (string name in typeof(Library).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(typeof(Library).Assembly.GetManifestResourceStream(name)!);
            string document = name.Split('.')[^2];
            string[] parts = reader.ReadToEnd().ReplaceLineEndings("\n").Split("# ", StringSplitOptions.RemoveEmptyEntries);
            for (int i = 0; i < parts.Length; i++) { yield return new Passage(parts[i].Trim(), $"{document}.{i + 1}", document + ".md"); }
        }
    }
}
