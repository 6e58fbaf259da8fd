using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Keeps the segments that are read most open, a bounded number of them. Safe to use from several threads.</summary>
internal sealed class HandlePool(int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private long _clock;
    private bool _disposed;

    /// <summary>How many are open.</summary>
    public int Count
    {
        get { lock (_gate) { return _slots.Count; } }
    }

    /// <summary>Fills the destination from an offset on; false when the file has fewer bytes.</summary>
    /// <exception cref="IOException">The file is gone or cannot be read.</exception>
    public bool Read(string path, long offset, Span<byte> destination)
    {
        SafeFileHandle handle = Rent(path);
        try
        {
            return ReadFully(handle, offset, destination);
        }
        finally
        {
            handle.DangerousRelease();
        }
    }

    /// <summary>Fills the destination from an offset on; false when the file has fewer bytes.</summary>
    public static bool ReadFully(SafeFileHandle handle, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(handle, destination, offset);
            if (read == 0) { return false; }
            offset += read;
            destination = destination[read..];
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (Slot slot in _slots.Values) { slot.Handle.Dispose(); }
            _slots.Clear();
        }
    }

    /// <summary>A handle with one reference more: one that is closed meanwhile stays usable until that reference is given back.</summary>
    private SafeFileHandle Rent(string path)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_slots.TryGetValue(path, out Slot? slot))
            {
                if (_slots.Count >= capacity) { CloseOldest(); }
                slot = new Slot(CacheLayout.OpenToRead(path, FileOptions.RandomAccess));
                _slots.Add(path, slot);
            }

            slot.LastUse = ++_clock;
            bool added = false;
            slot.Handle.DangerousAddRef(ref added);
            return slot.Handle;
        }
    }

    private void CloseOldest()
    {
        KeyValuePair<string, Slot> oldest = _slots.MinBy(static s => s.Value.LastUse);
        _slots.Remove(oldest.Key);
        oldest.Value.Handle.Dispose();
    }

    private sealed class Slot(SafeFileHandle handle)
    {
        public SafeFileHandle Handle { get; } = handle;

        public long LastUse { get; set; }
    }
}
