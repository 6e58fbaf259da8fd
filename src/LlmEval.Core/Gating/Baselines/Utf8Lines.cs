namespace LlmEval.Gating.Baselines;

/// <summary>Lines of a stream as bytes, one at a time, in one buffer: without their line feed, carriage return and byte order mark.</summary>
internal ref struct Utf8Lines(Stream stream, int size = 1 << 16)
{
    private byte[] _buffer = new byte[size];
    private int _start, _end;
    private bool _isDone;

    /// <summary>Number of the present line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The present line; valid until the next <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Line { get; private set; }

    /// <summary>Moves on; false at the end.</summary>
    public bool Next()
    {
        int searched = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                Take(searched + feed);
                _start++;
                return true;
            }

            searched = _end - _start;
            if (_isDone)
            {
                if (searched == 0) { return false; }

                Take(searched);
                return true;
            }

            Fill();
        }
    }

    private void Fill()
    {
        int held = _end - _start;
        if (_start > 0) { _buffer.AsSpan(_start, held).CopyTo(_buffer); }

        (_start, _end) = (0, held);
        if (held == _buffer.Length) { Array.Resize(ref _buffer, checked(_buffer.Length * 2)); }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isDone = read == 0;
    }

    private void Take(int length)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length;
        Number++;
        if (Number == 1 && line.StartsWith("\uFEFF"u8)) { line = line[3..]; }

        Line = line.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
