using System.Runtime.InteropServices;
using System.Text;

namespace LlmEval.Worker.Inference;

/// <summary>The bytes of an answer as they come, and whether a stop text has come.</summary>
internal sealed class AnswerText
{
    private readonly byte[][] _stops;
    private readonly List<byte> _bytes = [];

    public AnswerText(IEnumerable<string> stops) =>
        _stops = [.. stops.Where(s => s.Length > 0).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Bytes so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>Adds a token's bytes; true when a stop text is complete: it and what follows are then taken away.</summary>
    public bool Add(ReadOnlySpan<byte> piece)
    {
        int before = _bytes.Count;
        _bytes.AddRange(piece);
        int earliest = -1;
        foreach (byte[] stop in _stops)
        {
            // It can only have become complete within the new bytes.
            int from = Math.Max(0, before - stop.Length + 1);
            int at = CollectionsMarshal.AsSpan(_bytes)[from..].IndexOf(stop);
            if (at >= 0 && (earliest < 0 || from + at < earliest)) { earliest = from + at; }
        }

        if (earliest < 0) { return false; }

        _bytes.RemoveRange(earliest, _bytes.Count - earliest);
        return true;
    }

    /// <summary>The text; bytes that are no UTF-8 (an answer cut within a character) become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_bytes));
}
