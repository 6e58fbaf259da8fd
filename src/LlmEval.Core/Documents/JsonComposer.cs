using System.Text;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>Builds located nodes from JSON tokens. Throws only <see cref="LlmEvalException"/>.</summary>
internal ref struct JsonComposer
{
    // Deeper than ours, so that too deep a document is reported by its own code.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = YamlReader.MaxDepth + 2, CommentHandling = JsonCommentHandling.Disallow };

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly Location? _row;
    private readonly int _firstLine;
    private readonly int _firstColumn;
    private Utf8JsonReader _reader;
    private Location _last;
    private int _line;
    private int _column;
    private int _place;

    /// <summary>Over one JSON value.</summary>
    /// <param name="bytes">Valid UTF-8.</param>
    /// <param name="file">The file that locations name.</param>
    /// <param name="line">The line in which the bytes begin, from 1.</param>
    /// <param name="column">The column in which they begin, from 1.</param>
    /// <param name="wholeLines">Whether nodes are located by line only, all at the first one: for rows.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public JsonComposer(ReadOnlySpan<byte> bytes, string file, int line, int column, bool wholeLines, DiagnosticBag diagnostics)
    {
        _bytes = bytes;
        (_file, _line, _column, _diagnostics) = (file, line, column, diagnostics);
        (_firstLine, _firstColumn) = (line, column);
        _row = wholeLines ? new Location(file, line) : null;
        _last = _row ?? new Location(file, line, column);
        _reader = new Utf8JsonReader(bytes, Options);
    }

    /// <summary>The only value.</summary>
    public LocatedNode Single()
    {
        try
        {
            _reader.Read();
            LocatedNode value = Compose(1);
            _reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            throw Fail(e);
        }
        catch (InvalidOperationException e)
        {
            throw new LlmEvalException(Diagnostics.Syntax.At(_last, "A text holds half a surrogate pair. Write the character itself, or both halves."), e);
        }
    }

    private LocatedNode Compose(int depth)
    {
        Location at = Here();
        if (depth > YamlReader.MaxDepth) { throw TooDeep(at); }

        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: return Object(at, depth);
            case JsonTokenType.StartArray: return Array(at, depth);
            case JsonTokenType.String: return new ScalarNode(at, _reader.GetString()!, ScalarKind.Text) { Style = ScalarStyle.DoubleQuoted };
            case JsonTokenType.True: return new ScalarNode(at, "true", ScalarKind.Boolean);
            case JsonTokenType.False: return new ScalarNode(at, "false", ScalarKind.Boolean);
            case JsonTokenType.Null: return new ScalarNode(at, "null", ScalarKind.Null);
            default:
                string number = Encoding.UTF8.GetString(_reader.ValueSpan);
                return new ScalarNode(at, number, number.AsSpan().ContainsAny('.', 'e', 'E') ? ScalarKind.Real : ScalarKind.Integer);
        }
    }

    private MappingNode Object(Location at, int depth)
    {
        List<KeyValuePair<ScalarNode, LocatedNode>> entries = [];
        KeySet keys = new();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            ScalarNode key = new(Here(), _reader.GetString()!, ScalarKind.Text) { Style = ScalarStyle.DoubleQuoted };
            _reader.Read();
            LocatedNode value = Compose(depth + 1);
            if (keys.Add(key, _diagnostics)) { entries.Add(new(key, value)); }
        }

        return new MappingNode(at, entries);
    }

    private SequenceNode Array(Location at, int depth)
    {
        List<LocatedNode> items = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) { items.Add(Compose(depth + 1)); }

        return new SequenceNode(at, items);
    }

    private Location Here()
    {
        if (_row is not null) { return _row; }

        int start = (int)_reader.TokenStartIndex;
        Advance(start);
        (int line, int column) = (_line, _column);
        Advance((int)_reader.BytesConsumed);
        _last = new Location(_file, line, column, _line, _column);
        return _last;
    }

    // Each byte is passed once, so that a document on one long line takes linear time.
    private void Advance(int position)
    {
        if (position <= _place) { return; }

        ReadOnlySpan<byte> passed = _bytes[_place..position];
        _place = position;
        int lines = passed.Count((byte)'\n');
        if (lines > 0)
        {
            _line += lines;
            _column = 1;
            passed = passed[(passed.LastIndexOf((byte)'\n') + 1)..];
        }

        _column += Encoding.UTF8.GetCharCount(passed);
    }

    private LlmEvalException Fail(JsonException e)
    {
        if (_reader.CurrentDepth >= YamlReader.MaxDepth && e.Message.Contains("depth", StringComparison.Ordinal)) { return TooDeep(Here()); }

        Location at = _row ?? At(e);
        ReadOnlySpan<byte> rest = _bytes[Math.Min((int)_reader.BytesConsumed, _bytes.Length)..].TrimStart(" \t\r\n:,[-"u8);
        if (rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8))
        {
            return new LlmEvalException(Diagnostics.NotANumber.At(at, "NaN and Infinity are not JSON. Give a finite number, or null."), e);
        }

        return new LlmEvalException(Diagnostics.Syntax.At(at, rest.IsEmpty
            ? "The JSON ends in the middle of a value. Close its quotes, brackets and braces."
            : "The JSON is malformed here. Check quotes, commas, brackets and braces; comments and trailing commas are not allowed."), e);
    }

    private readonly Location At(JsonException e)
    {
        int line = (int)(e.LineNumber ?? 0);
        int start = 0;
        for (int i = 0; i < line; i++) { start += _bytes[start..].IndexOf((byte)'\n') + 1; }

        int end = Math.Min(start + (int)(e.BytePositionInLine ?? 0), _bytes.Length);
        return new Location(_file, _firstLine + line, Encoding.UTF8.GetCharCount(_bytes[start..end]) + (line == 0 ? _firstColumn : 1));
    }

    private static LlmEvalException TooDeep(Location at) =>
        new(Diagnostics.DocumentTooLarge.At(at, $"The document is nested more than {YamlReader.MaxDepth} levels deep. Make it flatter."));
}
