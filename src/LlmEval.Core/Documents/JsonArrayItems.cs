using System.Text.Json;
using System.Text.Unicode;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// Cuts a top-level JSON array into its items without having it in memory: each item's end is found first, in a buffer
/// that grows only for a longer item, and then the item is read by itself.
/// </summary>
internal sealed class JsonArrayItems(Stream stream, string file, DiagnosticBag diagnostics)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _line = 1;
    private int _column = 1;
    private bool _atEnd;
    private bool _opened;

    /// <summary>The bytes of the present item; valid until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> Item { get; private set; }

    /// <summary>The line in which it begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The column in which it begins, from 1, in bytes.</summary>
    public int Column { get; private set; }

    /// <summary>Moves on; false at the end, or when the rest cannot be read, which is reported.</summary>
    public bool Next()
    {
        if (!_opened)
        {
            if (Peek() != '[') { return Malformed("A JSON data file must hold an array of rows. Enclose the rows in '[' and ']', or name the file .jsonl."); }

            _opened = true;
            Pass(1);
            if (Peek() == ']') { return End(); }
        }
        else
        {
            switch (Peek())
            {
                case ',': Pass(1); break;
                case ']': return End();
                default: return Malformed("The array must go on with ',' or end with ']' here.");
            }
        }

        if (Peek() is null or ']' or ',') { return Malformed("A row is missing here. Remove the comma, or close the array with ']'."); }

        int length = ItemLength();
        if (length < 0) { return false; }

        (Line, Column) = (_line, _column);
        Item = _buffer.AsMemory(_start, length);
        if (!Utf8.IsValid(Item.Span))
        {
            diagnostics.Add(SourceText.BadEncoding(new Location(file, Line)));
            return false;
        }

        Pass(length);
        return true;
    }

    private int ItemLength()
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            if (Measure(rest, _atEnd) is { } length) { return length; }

            if (_atEnd || _end - _start > YamlReader.MaxBytes)
            {
                diagnostics.Add(_atEnd ? Diagnostics.Syntax : Diagnostics.DocumentTooLarge, new Location(file, _line), _atEnd
                    ? "The row that begins here does not end. Close its quotes, brackets and braces."
                    : $"The row is longer than {YamlReader.MaxBytes / (1024 * 1024)} MiB.");
                return -1;
            }

            if (!Fill()) { return -1; }
        }
    }

    // Where the syntax is wrong, the rest of the buffer is the item: reading it tells what and where.
    private static int? Measure(ReadOnlySpan<byte> rest, bool atEnd)
    {
        int length = Span(rest);
        return length > 0 && (length < rest.Length || atEnd) ? length : null;
    }

    // Length of the value at the start by brackets and quotes alone, 0 when its end is not there yet.
    private static int Span(ReadOnlySpan<byte> rest)
    {
        int depth = 0;
        bool quoted = false;
        for (int i = 0; i < rest.Length; i++)
        {
            byte b = rest[i];
            if (quoted)
            {
                if (b == '\\') { i++; }
                else if (b == '"') { quoted = false; }
            }
            else if (b == '"') { quoted = true; }
            else if (b is (byte)'{' or (byte)'[') { depth++; }
            else if (b is (byte)'}' or (byte)']')
            {
                if (depth == 0) { return i; }

                depth--;
                if (depth == 0) { return i + 1; }
            }
            else if (b == ',' && depth == 0) { return i; }
        }

        return 0;
    }

    private bool End()
    {
        Pass(1);
        return Peek() is not null && Malformed("Nothing may follow the array. Put all rows into it.");
    }

    private bool Malformed(string message)
    {
        diagnostics.Add(Diagnostics.Syntax, new Location(file, _line), message);
        return false;
    }

    private char? Peek()
    {
        while (true)
        {
            for (; _start < _end; Pass(1))
            {
                byte b = _buffer[_start];
                if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) { return (char)b; }
            }

            if (_atEnd || !Fill()) { return null; }
        }
    }

    private void Pass(int length)
    {
        ReadOnlySpan<byte> passed = _buffer.AsSpan(_start, length);
        int lineEnd = passed.LastIndexOf((byte)'\n');
        _column = lineEnd < 0 ? _column + length : length - lineEnd;
        _line += passed.Count((byte)'\n');
        _start += length;
    }

    private bool Fill()
    {
        byte[] target = _end - _start > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Array.Copy(_buffer, _start, target, 0, _end - _start);
        (_buffer, _start, _end) = (target, 0, _end - _start);
        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _atEnd = read == 0;
            _end += read;
            return true;
        }
        catch (Exception e) when (SourceText.IsUnreadable(e))
        {
            SourceText.Unreadable(file, e, diagnostics);
            _atEnd = true;
            return false;
        }
    }
}
