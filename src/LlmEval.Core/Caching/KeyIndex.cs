using System.Numerics;
using System.Runtime.InteropServices;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>
/// Key to place, at most 40 bytes an entry: entries stand in chunks that are never copied, chained in buckets that double. Keys are told
/// apart by their first 128 bits; who reads a record sees the whole key. Not safe for several threads.
/// </summary>
internal sealed class KeyIndex
{
    private const int ChunkSize = 1024;

    private readonly List<Entry[]> _chunks = [];
    private int[] _buckets = new int[256];

    /// <summary>Number of entries, removed ones included.</summary>
    private int _count;

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    public bool TryGet(in CacheKey key, out RecordPlace place)
    {
        int at = Find(key);
        place = at < 0 ? default : EntryAt(at).Place;
        return at >= 0 && place.Length > 0;
    }

    /// <summary>Adds a key or moves it to another place.</summary>
    public void Set(in CacheKey key, RecordPlace place)
    {
        int at = Find(key);
        if (at >= 0)
        {
            ref Entry known = ref EntryAt(at);
            if (known.Place.Length == 0) { Count++; }
            known.Place = place;
            return;
        }

        if (_count == _buckets.Length) { Rehash(); }
        if (_count == _chunks.Count * ChunkSize) { _chunks.Add(new Entry[ChunkSize]); }
        ref Entry entry = ref EntryAt(_count);
        ref int bucket = ref Bucket(key.First128);
        entry = new Entry { Key = key.First128, Place = place, Next = bucket };
        bucket = ++_count;
        Count++;
    }

    /// <summary>Forgets a key.</summary>
    public void Remove(in CacheKey key)
    {
        int at = Find(key);
        if (at < 0 || EntryAt(at).Place.Length == 0) { return; }
        EntryAt(at).Place = default;
        Count--;
    }

    private int Find(in CacheKey key)
    {
        Hash128 wanted = key.First128;
        int at = Bucket(wanted) - 1;
        while (at >= 0 && EntryAt(at).Key != wanted) { at = EntryAt(at).Next - 1; }
        return at;
    }

    private void Rehash()
    {
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)_count + 1)];
        for (int i = 0; i < _count; i++)
        {
            ref Entry entry = ref EntryAt(i);
            ref int bucket = ref Bucket(entry.Key);
            entry.Next = bucket;
            bucket = i + 1;
        }
    }

    private ref int Bucket(Hash128 key) => ref _buckets[(int)key.High & (_buckets.Length - 1)];

    private ref Entry EntryAt(int index) => ref _chunks[index / ChunkSize][index % ChunkSize];

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public Hash128 Key;
        public RecordPlace Place;

        /// <summary>Index of the next entry of the bucket, from 1; 0 ends it.</summary>
        public int Next;
    }
}
