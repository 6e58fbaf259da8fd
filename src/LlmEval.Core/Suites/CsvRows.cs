using System.Text;
using System.Text.Unicode;
using CsvHelper;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>
/// Streams the records of a CSV file (RFC 4180, comma, header row) as mappings of texts, located at the line where the
/// record starts. Columns <c>expected</c> or <c>expected.name</c> make what is expected, <c>tags</c> is split at <c>;</c>,
/// <c>must-pass</c> is <c>true</c>, <c>false</c> or empty.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private readonly string _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly CsvReader _reader;

    // Lines where records start whose quotes are not balanced; the parser runs ahead of the records that it returns.
    private readonly HashSet<long> _badQuotes = [];
    private string[] _header = [];
    private int _line = 1;

    private CsvRows(Stream stream, string file, DiagnosticBag diagnostics)
    {
        (_file, _diagnostics) = (file, diagnostics);
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            Mode = CsvMode.Rfc4180,
            Encoding = Encoding.UTF8,
            TrackLineNumbers = true,
            MaxRecordSize = YamlReader.MaxBytes,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = r => _badQuotes.Add(r.LineNumber),
        });
    }

    public static IEnumerable<LocatedNode?> Read(string path, DiagnosticBag diagnostics)
    {
        using FileStream? stream = SourceText.Open(path, diagnostics);
        if (stream is null) { yield break; }

        if (SourceText.StartsAsUtf16(stream))
        {
            diagnostics.Add(SourceText.BadEncoding(new Location(path, 1)));
            yield break;
        }

        using CsvRows rows = new(stream, path, diagnostics);
        if (!rows.ReadHeader()) { yield break; }

        while (rows.Next(out string[]? record)) { yield return record is null ? null : rows.Row(record); }
    }

    public void Dispose() => _reader.Dispose();

    private bool ReadHeader()
    {
        if (!Next(out string[]? header) || header is null) { return false; }

        if (header is [var whole] && whole.AsSpan().IndexOfAny(';', '\t') is var end and >= 0)
        {
            string separator = whole[end] == ';' ? "';'" : "tabs";
            return Bad($"The header is one column, '{whole.Replace("\t", "\\t", StringComparison.Ordinal)}'. Is the file separated by {separator}? Use ','.");
        }

        Location at = new(_file, _line);
        KeySet names = new();
        bool valid = true;
        foreach (string name in header)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                valid = Bad("A column of the header has no name. Name every column in the first line.");
            }
            else
            {
                valid &= names.Add(new ScalarNode(at, name, ScalarKind.Text), _diagnostics);
            }
        }

        if (header.Contains("expected") && header.Any(IsPartOfExpected))
        {
            valid = Bad("The header has both 'expected' and 'expected.' columns. Keep one kind.");
        }

        if (header.Contains("vars")) { valid = Bad("The column 'vars' has no meaning in CSV. Give each variable a column of its own name."); }

        _header = header;
        return valid;
    }

    private MappingNode? Row(string[] record)
    {
        if (record.Length != _header.Length)
        {
            Bad($"The record has {record.Length} fields, and the header has {_header.Length}. Add or remove commas, or enclose a text that holds commas in quotes.");
            return null;
        }

        Location at = new(_file, _line);
        List<KeyValuePair<ScalarNode, LocatedNode>> entries = new(record.Length);
        List<(string[] Path, LocatedNode Value)> expected = [];
        for (int i = 0; i < record.Length; i++)
        {
            string name = _header[i];
            if (IsPartOfExpected(name)) { expected.Add((name.Split('.')[1..], Text(record[i]))); }
            else if (Field(name, record[i]) is { } value) { entries.Add(new(Text(name), value)); }
        }

        if (expected.Count > 0) { entries.Add(new(Text("expected"), Nest(expected, 0))); }

        return new MappingNode(at, entries);

        ScalarNode Text(string text) => new(at, text, ScalarKind.Text) { Style = ScalarStyle.DoubleQuoted };

        LocatedNode? Field(string name, string text) => name switch
        {
            "tags" => new SequenceNode(at, [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Text)]),
            "must-pass" when text.Trim() is "" => null,
            "must-pass" => new ScalarNode(at, text.Trim(), CoreSchema.Resolve(text.Trim()) == ScalarKind.Boolean ? ScalarKind.Boolean : ScalarKind.Text),
            _ => Text(text),
        };

        LocatedNode Nest(IReadOnlyList<(string[] Path, LocatedNode Value)> parts, int depth) => parts[0].Path.Length == depth ? parts[0].Value
            : new MappingNode(at, [.. parts.Where(p => p.Path.Length > depth).GroupBy(p => p.Path[depth], StringComparer.Ordinal)
                .Select(g => new KeyValuePair<ScalarNode, LocatedNode>(Text(g.Key), Nest([.. g], depth + 1)))]);
    }

    // Moves to the next record; false at the end of what can be read, a null record for one that was reported.
    private bool Next(out string[]? record)
    {
        record = null;
        try
        {
            if (!_reader.Read()) { return false; }
        }
        catch (CsvFormatException)
        {
            _diagnostics.Add(Diagnostics.DocumentTooLarge, new Location(_file, _line + 1), $"A record after this line is longer than {YamlReader.MaxBytes / (1024 * 1024)} MiB. Check for a quote that is never closed.");
            return false;
        }
        catch (Exception e) when (SourceText.IsUnreadable(e))
        {
            SourceText.Unreadable(_file, e, _diagnostics);
            return false;
        }

        _line = (int)_reader.LineNumber;
        if (!Utf8.IsValid(_reader.RawRecord))
        {
            _diagnostics.Add(SourceText.BadEncoding(new Location(_file, _line)));
            return true;
        }

        if (_badQuotes.Remove(_line))
        {
            Bad("The quotes of this record are not balanced. Enclose a text that holds commas, quotes or line breaks in quotes, and double the quotes inside.");
            return true;
        }

        record = new string[_reader.FieldCount];
        for (int i = 0; i < record.Length; i++) { record[i] = _reader.GetString(i); }

        return true;
    }

    private bool Bad(string message)
    {
        _diagnostics.Add(Diagnostics.BadRow, new Location(_file, _line), message);
        return false;
    }

    private static bool IsPartOfExpected(string name) => name.StartsWith("expected.", StringComparison.Ordinal);
}
