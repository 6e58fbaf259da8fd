using System.Text.Unicode;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// Reads JSON (RFC 8259) into nodes that know their place, as <see cref="YamlReader"/> does for YAML: keys given twice,
/// NaN, comments and trailing commas are diagnostics, and nothing is thrown.
/// </summary>
public static class LocatedJson
{
    /// <summary>Reads a file that holds one value, at most <see cref="YamlReader.MaxBytes"/> long.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static LocatedNode? Read(string path, DiagnosticBag diagnostics) =>
        SourceText.ReadBytes(path, diagnostics) is { } bytes ? Parse(bytes, path, diagnostics) : null;

    /// <summary>Reads one value; a byte order mark is skipped.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="path">The file that locations name.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static LocatedNode? Parse(ReadOnlySpan<byte> bytes, string path, DiagnosticBag diagnostics) =>
        SourceText.Decode(bytes, path, diagnostics) is null ? null
            : Compose(SourceText.WithoutMark(bytes), path, 1, 1, wholeLines: false, diagnostics);

    /// <summary>
    /// Streams the rows of a JSONL file, one value a line, located by line. Blank lines are skipped; a line that cannot be
    /// read is reported and comes as null, so that the caller decides when to give up.
    /// </summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static IEnumerable<LocatedNode?> ReadLines(string path, DiagnosticBag diagnostics)
    {
        using FileStream? stream = SourceText.Open(path, diagnostics);
        if (stream is null) { yield break; }

        SourceText.SkipMark(stream);
        JsonLines lines = new(stream, path, diagnostics);
        while (lines.Next())
        {
            if (lines.IsBlank) { continue; }

            yield return Row(lines.Line.Span, path, lines.Number, diagnostics);
        }
    }

    /// <summary>Streams the items of a top-level array; only the present item is in memory. Ends at the first syntax error.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static IEnumerable<LocatedNode> ReadItems(string path, DiagnosticBag diagnostics)
    {
        using FileStream? stream = SourceText.Open(path, diagnostics);
        if (stream is null) { yield break; }

        SourceText.SkipMark(stream);
        JsonArrayItems items = new(stream, path, diagnostics);
        while (items.Next())
        {
            if (Compose(items.Item.Span, path, items.Line, items.Column, wholeLines: false, diagnostics) is not { } item) { yield break; }

            yield return item;
        }
    }

    private static LocatedNode? Row(ReadOnlySpan<byte> line, string path, int number, DiagnosticBag diagnostics)
    {
        if (Utf8.IsValid(line)) { return Compose(line, path, number, 1, wholeLines: true, diagnostics); }

        diagnostics.Add(SourceText.BadEncoding(new Location(path, number)));
        return null;
    }

    private static LocatedNode? Compose(ReadOnlySpan<byte> bytes, string path, int line, int column, bool wholeLines, DiagnosticBag diagnostics)
    {
        try
        {
            return new JsonComposer(bytes, path, line, column, wholeLines, diagnostics).Single();
        }
        catch (LlmEvalException e)
        {
            Diagnostic found = e.Diagnostic;
            diagnostics.Add(wholeLines && found.Descriptor == Diagnostics.Syntax ? found with { Descriptor = Diagnostics.BadRow } : found);
            return null;
        }
    }
}
