using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>The lines of a stream, one at a time in a buffer that grows only for a longer line.</summary>
internal sealed class JsonLines(Stream stream, string file, DiagnosticBag diagnostics)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The present line, without its end; valid until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether it holds nothing.</summary>
    public bool IsBlank => Line.Span.TrimStart(" \t\r"u8).IsEmpty;

    /// <summary>Moves on; false at the end, or when the rest cannot be read, which is reported.</summary>
    public bool Next()
    {
        int seen = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (at >= 0 || (_atEnd && _start < _end))
            {
                int length = at >= 0 ? seen + at : _end - _start;
                Line = _buffer.AsMemory(_start, length);
                _start += at >= 0 ? length + 1 : length;
                Number++;
                return true;
            }

            if (_atEnd) { return false; }

            seen = _end - _start;
            if (!Fill()) { return false; }
        }
    }

    private bool Fill()
    {
        if (_end - _start > YamlReader.MaxBytes)
        {
            diagnostics.Add(Diagnostics.DocumentTooLarge, new Location(file, Number + 1),
                $"The line is longer than {YamlReader.MaxBytes / (1024 * 1024)} MiB. A JSONL file holds one row a line.");
            return false;
        }

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
            return false;
        }
    }
}
