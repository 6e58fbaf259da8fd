using System.Buffers;
using LlmEval.Scoring.Text.Tokenizers;

namespace LlmEval.Scoring.Text.NGrams;

/// <summary>Numbers the different words of texts from 0. The arrays come from the shared pool; disposing gives them back.</summary>
internal sealed class WordTable : IDisposable
{
    private int[] _slots;
    private int[] _bounds;
    private uint[] _hashes;
    private char[] _chars;
    private int _mask;
    private int _length;

    /// <summary>Creates a table with room for so many words; it grows by itself.</summary>
    public WordTable(int capacity)
    {
        int slots = 16;
        while (slots < 2L * capacity && slots < 1 << 29) { slots *= 2; }

        _mask = slots - 1;
        _slots = ArrayPool<int>.Shared.Rent(slots);
        _slots.AsSpan(0, slots).Clear();
        _bounds = ArrayPool<int>.Shared.Rent((slots / 2) + 1);
        _hashes = ArrayPool<uint>.Shared.Rent(slots / 2);
        _chars = ArrayPool<char>.Shared.Rent(8 * capacity);
        _bounds[0] = 0;
    }

    /// <summary>How many different words there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a word, which gets the next one when it is new.</summary>
    public int Add(ReadOnlySpan<char> word)
    {
        uint hash = (uint)string.GetHashCode(word, StringComparison.Ordinal);
        int slot = SlotOf(word, hash);
        if (_slots[slot] != 0) { return _slots[slot] - 1; }

        if (2 * (Count + 1) > _mask)
        {
            Grow();
            slot = SlotOf(word, hash);
        }

        if (_length + word.Length > _chars.Length) { Pooled.Grow(ref _chars, _length, _length + word.Length); }

        word.CopyTo(_chars.AsSpan(_length));
        _length += word.Length;
        _hashes[Count] = hash;
        _bounds[++Count] = _length;
        _slots[slot] = Count;
        return Count - 1;
    }

    /// <summary>The number of a word, or -1.</summary>
    public int Find(ReadOnlySpan<char> word) => _slots[SlotOf(word, (uint)string.GetHashCode(word, StringComparison.Ordinal))] - 1;

    /// <summary>Adds all words of a text; their numbers, in a pooled array.</summary>
    public int[] AddAll(TokenList tokens)
    {
        int[] ids = ArrayPool<int>.Shared.Rent(tokens.Count);
        for (int i = 0; i < tokens.Count; i++) { ids[i] = Add(tokens[i]); }

        return ids;
    }

    /// <summary>Finds all words of a text; their numbers or -1, in a pooled array.</summary>
    public int[] FindAll(TokenList tokens)
    {
        int[] ids = ArrayPool<int>.Shared.Rent(tokens.Count);
        for (int i = 0; i < tokens.Count; i++) { ids[i] = Find(tokens[i]); }

        return ids;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(ref _slots);
        Pooled.Return(ref _bounds);
        Pooled.Return(ref _hashes);
        Pooled.Return(ref _chars);
    }

    private int SlotOf(ReadOnlySpan<char> word, uint hash)
    {
        int slot = (int)hash & _mask;
        while (_slots[slot] != 0)
        {
            int id = _slots[slot] - 1;
            if (_hashes[id] == hash && word.SequenceEqual(_chars.AsSpan(_bounds[id].._bounds[id + 1]))) { break; }

            slot = (slot + 1) & _mask;
        }

        return slot;
    }

    private void Grow()
    {
        int slots = 2 * (_mask + 1);
        Pooled.Grow(ref _bounds, Count + 1, (slots / 2) + 1);
        Pooled.Grow(ref _hashes, Count, slots / 2);
        Pooled.Return(ref _slots);
        _slots = ArrayPool<int>.Shared.Rent(slots);
        _slots.AsSpan(0, slots).Clear();
        _mask = slots - 1;
        for (int id = 0; id < Count; id++)
        {
            int slot = (int)_hashes[id] & _mask;
            while (_slots[slot] != 0) { slot = (slot + 1) & _mask; }

            _slots[slot] = id + 1;
        }
    }
}
