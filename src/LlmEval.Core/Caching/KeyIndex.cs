using System.Runtime.CompilerServices;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>
/// Key to place, at most 40 bytes an entry. Keys are told apart by their first 128 bits; who reads a record sees the whole key. Not
/// safe for several threads.
/// </summary>
internal sealed class KeyIndex
{
    /// <summary>A place of length 0 is that of a key that was removed.</summary>
    private readonly HashIndex<RecordPlace> _places = new();

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    public bool TryGet(in CacheKey key, out RecordPlace place)
    {
        ref RecordPlace known = ref _places.Find(key.First128);
        place = Unsafe.IsNullRef(ref known) ? default : known;
        return place.Length > 0;
    }

    /// <summary>Adds a key or moves it to another place.</summary>
    public void Set(in CacheKey key, RecordPlace place)
    {
        ref RecordPlace known = ref _places.Find(key.First128);
        bool isNew = Unsafe.IsNullRef(ref known) || known.Length == 0;
        if (isNew) { Count++; }
        if (!Unsafe.IsNullRef(ref known)) { known = place; }
        else { _places.Add(key.First128, place); }
    }

    /// <summary>Forgets a key.</summary>
    public void Remove(in CacheKey key)
    {
        ref RecordPlace known = ref _places.Find(key.First128);
        if (Unsafe.IsNullRef(ref known) || known.Length == 0) { return; }
        known = default;
        Count--;
    }
}
