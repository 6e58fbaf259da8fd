using System.Runtime.InteropServices;

namespace LlmEval.Worker.Inference;

/// <summary>
/// Keeps a text that comes in pieces well-formed UTF-8 (Unicode 15, table 3-7). llama.cpp's grammars decode leniently, so that overlong forms and
/// surrogates would pass as the characters they stand for and be none in the answer.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Utf8Gate
{
    private int _missing;
    private byte _low;
    private byte _high;

    /// <summary>Whether the text stands within a character.</summary>
    public readonly bool Within => _missing > 0;

    /// <summary>Whether the text stays well-formed with these bytes; the gate stays as it is.</summary>
    public readonly bool Fits(ReadOnlySpan<byte> bytes)
    {
        Utf8Gate copy = this;
        return copy.Take(bytes);
    }

    /// <summary>Goes on by these bytes; false when they break the text.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (_missing > 0)
            {
                if (b < _low || b > _high) { return false; }

                (_missing, _low, _high) = (_missing - 1, 0x80, 0xBF);
                continue;
            }

            (_missing, _low, _high) = b switch
            {
                < 0x80 => (0, (byte)0, (byte)0),
                < 0xC2 => (-1, (byte)0, (byte)0),
                < 0xE0 => (1, (byte)0x80, (byte)0xBF),
                0xE0 => (2, (byte)0xA0, (byte)0xBF),
                0xED => (2, (byte)0x80, (byte)0x9F),
                < 0xF0 => (2, (byte)0x80, (byte)0xBF),
                0xF0 => (3, (byte)0x90, (byte)0xBF),
                < 0xF4 => (3, (byte)0x80, (byte)0xBF),
                0xF4 => (3, (byte)0x80, (byte)0x8F),
                _ => (-1, (byte)0, (byte)0),
            };
            if (_missing < 0) { return false; }
        }

        return true;
    }
}
