using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// Reads YAML under the 1.2 core schema into nodes that know their place. Every mistake is a diagnostic; nothing is thrown.
/// Anchors and aliases are allowed within the limits below; merge keys and tags beyond the core schema are not.
/// </summary>
public static class YamlReader
{
    /// <summary>Deepest nesting, aliases included.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most nodes of a document, or of one item of a data file, aliases counted as often as they are used.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>Most bytes of a document that is read as a whole, and most characters of one item of a data file.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads a file that holds one document.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>The document; a null scalar when the file is empty; null when it cannot be read.</returns>
    public static LocatedNode? Read(string path, DiagnosticBag diagnostics) =>
        SourceText.Read(path, diagnostics) is { } text ? Parse(text, path, diagnostics) : null;

    /// <summary>Reads a text that holds one document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file that locations name.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>The document; a null scalar when the text is empty; null when it cannot be read.</returns>
    public static LocatedNode? Parse(string text, string path, DiagnosticBag diagnostics)
    {
        try
        {
            using StringReader reader = new(text);
            return new YamlComposer(reader, path, diagnostics).Single();
        }
        catch (LlmEvalException e)
        {
            diagnostics.Add(e.Diagnostic);
            return null;
        }
    }

    /// <summary>
    /// Streams the items of a data file: those of a top-level list, one after the other; in a file of several documents,
    /// those of each list, and each mapping as one item. Only the present item is in memory. Ends at the first syntax error.
    /// </summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static IEnumerable<LocatedNode> ReadItems(string path, DiagnosticBag diagnostics)
    {
        using FileStream? stream = SourceText.Open(path, diagnostics);
        if (stream is null) { yield break; }

        using TextReader reader = SourceText.Reader(stream);
        YamlComposer composer = new(reader, path, diagnostics);
        while (Next(composer, diagnostics) is { } item) { yield return item; }
    }

    private static LocatedNode? Next(YamlComposer composer, DiagnosticBag diagnostics)
    {
        try
        {
            return composer.NextItem();
        }
        catch (LlmEvalException e)
        {
            diagnostics.Add(e.Diagnostic);
            return null;
        }
    }
}
