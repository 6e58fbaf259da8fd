using System.Xml;

namespace LlmEval.Scoring.Structure;

/// <summary>Reads XML without document types and entities of its own, at most 64 levels deep; not recursive.</summary>
internal static class XmlFinder
{
    private const int MaxDepth = 64;
    private const int MaxTries = 10_000;

    /// <summary>Reads a whole document. Null, or what is wrong with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seen">Is given the path of each element.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static string? Read(string text, Action<IReadOnlyList<string>> seen, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text)) { return "it is empty"; }

        // White space before the declaration is no XML, but models begin with a line break.
        using StringReader source = new(text.TrimStart());
        using XmlReader reader = XmlReader.Create(source, Settings(ConformanceLevel.Document));
        return Walk(reader, seen, untilFirst: false, cancellationToken, out _);
    }

    /// <summary>
    /// The elements in a text, from left to right, with the paths of the elements inside; those inside of another are not told. Null in
    /// place of the last when there are too many beginnings that lead to nothing.
    /// </summary>
    public static IEnumerable<(int Start, int Length, IReadOnlyList<string> Paths)?> Find(string text, CancellationToken cancellationToken)
    {
        Dictionary<string, int> lastEnds = new(StringComparer.Ordinal);
        int tries = 0;
        int close = -1;
        for (int at = 0; (at = text.IndexOf('<', at)) >= 0;)
        {
            string name = NameAt(text, at + 1);
            if (name.Length == 0 || !MayEnd(text, at, name, lastEnds, ref close))
            {
                at++;
                continue;
            }

            if (++tries > MaxTries)
            {
                yield return null;
                yield break;
            }

            List<string> paths = [];
            int length = Measure(text, at, paths, cancellationToken);
            if (length > 0) { yield return (at, length, paths); }

            at += Math.Max(length, 1);
        }
    }

    private static string NameAt(string text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < 200 && (end == at ? XmlConvert.IsStartNCNameChar(text[end]) : XmlConvert.IsNCNameChar(text[end]) || text[end] == ':')) { end++; }

        return text[at..end];
    }

    // An element without an end is the usual thing in a text with a "less than" in it; it is told apart without reading to the end.
    private static bool MayEnd(string text, int at, string name, Dictionary<string, int> lastEnds, ref int close)
    {
        if (!lastEnds.TryGetValue(name, out int last))
        {
            last = lastEnds.Count < 1000 ? text.LastIndexOf($"</{name}", StringComparison.Ordinal) : int.MaxValue;
            lastEnds[name] = last;
        }

        if (last > at) { return true; }

        // The next bracket, looked for only when the last one found is passed.
        if (close < at) { close = text.IndexOf('>', at) is var next and >= 0 ? next : int.MaxValue; }

        return close != int.MaxValue && text[close - 1] == '/';
    }

    private static int Measure(string text, int at, List<string> paths, CancellationToken cancellationToken)
    {
        using Places source = new(text, at);
        using XmlReader reader = XmlReader.Create(source, Settings(ConformanceLevel.Fragment));
        string? wrong = Walk(reader, p => paths.Add(string.Join('.', p)), untilFirst: true, cancellationToken, out (int Line, int Column) end);
        if (wrong is not null) { return 0; }

        int line = 1;
        int start = at;
        while (line < end.Line)
        {
            int next = text.AsSpan(start).IndexOfAny('\r', '\n') + start;
            start = next + (text[next] == '\r' && next + 1 < text.Length && text[next + 1] == '\n' ? 2 : 1);
            line++;
        }

        // The reader tells where the name begins in "</name>" or "<name/>".
        return text.IndexOf('>', start + end.Column - 1) + 1 - at;
    }

    private static string? Walk(XmlReader reader, Action<IReadOnlyList<string>> seen, bool untilFirst, CancellationToken cancellationToken, out (int Line, int Column) end)
    {
        end = default;
        List<string> path = [];
        try
        {
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.NodeType == XmlNodeType.Element)
                {
                    if (reader.Depth >= MaxDepth) { return "it is nested deeper than 64 levels"; }

                    path.RemoveRange(reader.Depth, path.Count - reader.Depth);
                    path.Add(reader.Name);
                    seen(path);
                    if (untilFirst && reader.Depth == 0 && reader.IsEmptyElement) { return Ends(reader, out end); }
                }
                else if (untilFirst && reader.NodeType == XmlNodeType.EndElement && reader.Depth == 0) { return Ends(reader, out end); }
            }

            return untilFirst ? "it does not end" : null;
        }
        catch (XmlException e)
        {
            return Quote.Line(e.Message).TrimEnd('.');
        }
    }

    private static string? Ends(XmlReader reader, out (int Line, int Column) end)
    {
        IXmlLineInfo info = (IXmlLineInfo)reader;
        end = (info.LineNumber, info.LinePosition);
        return null;
    }

    private static XmlReaderSettings Settings(ConformanceLevel level) => new()
    {
        ConformanceLevel = level,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1,
    };

    /// <summary>The text from a place on, handed out in small pieces, so that an attempt that fails at once costs little.</summary>
    private sealed class Places(string text, int at) : TextReader
    {
        private int _at = at;

        public override int Peek() => _at < text.Length ? text[_at] : -1;

        public override int Read() => _at < text.Length ? text[_at++] : -1;

        public override int Read(char[] buffer, int index, int count)
        {
            int length = Math.Min(Math.Min(count, 512), text.Length - _at);
            text.CopyTo(_at, buffer, index, length);
            _at += length;
            return length;
        }
    }
}
