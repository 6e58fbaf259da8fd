using System.Buffers;

namespace LlmEval.Scoring.Text.NGrams;

/// <summary>
/// The n-grams of texts as a trie: an n-gram is the number of its first n-1 symbols and its last symbol, so that none is ever copied or
/// mistaken for another. Symbols are numbers of words or code points. The arrays come from the shared pool.
/// </summary>
internal sealed class GramTable : IDisposable
{
    /// <summary>The empty n-gram, with which all begin.</summary>
    public const int Root = 0;

    private int[] _slots;
    private ulong[] _keys;
    private int _shift;

    /// <summary>Creates a table with room for so many n-grams; it grows by itself.</summary>
    public GramTable(int capacity)
    {
        int bits = 6;
        while (1L << bits < 2L * capacity && bits < 29) { bits++; }

        _shift = 64 - bits;
        _slots = Pooled.RentCleared<int>(1 << bits);
        _keys = ArrayPool<ulong>.Shared.Rent((1 << (bits - 1)) + 1);
    }

    /// <summary>One more than the largest number of an n-gram; the numbers begin at 1.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The number of an n-gram, which gets the next one when it is new.</summary>
    public int Add(int prefix, int symbol)
    {
        ulong key = ((ulong)(uint)prefix << 32) | (uint)symbol;
        int slot = SlotOf(key);
        if (_slots[slot] != 0) { return _slots[slot]; }

        if (2 * Count > 1 << (64 - _shift))
        {
            Grow();
            slot = SlotOf(key);
        }

        _keys[Count] = key;
        _slots[slot] = Count;
        return Count++;
    }

    /// <summary>The number of an n-gram, or 0.</summary>
    public int Find(int prefix, int symbol) => _slots[SlotOf(((ulong)(uint)prefix << 32) | (uint)symbol)];

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(ref _slots);
        Pooled.Return(ref _keys);
    }

    private int SlotOf(ulong key)
    {
        int mask = (1 << (64 - _shift)) - 1;
        int[] slots = _slots;
        ulong[] keys = _keys;
        int slot = (int)((key * 0x9E3779B97F4A7C15UL) >> _shift);
        while (slots[slot] != 0 && keys[slots[slot]] != key) { slot = (slot + 1) & mask; }

        return slot;
    }

    private void Grow()
    {
        _shift--;
        int slots = 1 << (64 - _shift);
        Pooled.Return(ref _slots);
        _slots = Pooled.RentCleared<int>(slots);
        Pooled.Grow(ref _keys, Count, (slots / 2) + 1);
        for (int id = 1; id < Count; id++) { _slots[SlotOf(_keys[id])] = id; }
    }
}
