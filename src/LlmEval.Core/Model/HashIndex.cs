using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmEval.Model;

/// <summary>
/// Hash to value, for millions of them: entries stand in chunks that are never copied, chained in buckets that double, so that its growth
/// costs no second copy. A hash and its links take 24 to 28 bytes. Not safe for several threads.
/// </summary>
internal sealed class HashIndex<TValue>
    where TValue : struct
{
    private const int ChunkSize = 1024;

    private readonly List<Entry[]> _chunks = [];
    private int[] _buckets = new int[256];

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a hash; a null reference when it has none. Valid until something is added.</summary>
    public ref TValue Find(Hash128 hash)
    {
        int at = Bucket(hash) - 1;
        while (at >= 0 && EntryAt(at).Hash != hash) { at = EntryAt(at).Next - 1; }

        return ref at < 0 ? ref Unsafe.NullRef<TValue>() : ref EntryAt(at).Value;
    }

    /// <summary>Adds a hash that is not there.</summary>
    public void Add(Hash128 hash, TValue value)
    {
        if (Count == _buckets.Length) { Rehash(); }

        if (Count == _chunks.Count * ChunkSize) { _chunks.Add(new Entry[ChunkSize]); }

        ref int bucket = ref Bucket(hash);
        EntryAt(Count) = new Entry { Hash = hash, Value = value, Next = bucket };
        bucket = ++Count;
    }

    private void Rehash()
    {
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)Count + 1)];
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref EntryAt(i);
            ref int bucket = ref Bucket(entry.Hash);
            entry.Next = bucket;
            bucket = i + 1;
        }
    }

    private ref int Bucket(Hash128 hash) => ref _buckets[(int)hash.High & (_buckets.Length - 1)];

    private ref Entry EntryAt(int index) => ref _chunks[index / ChunkSize][index % ChunkSize];

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public Hash128 Hash;
        public TValue Value;

        /// <summary>Index of the next entry of the bucket, from 1; 0 ends it.</summary>
        public int Next;
    }
}
