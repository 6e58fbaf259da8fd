using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Held by the one process that takes segments of a partition away. Readers and writers do not care for it; a kill gives it back.</summary>
internal sealed class PartitionLock : IDisposable
{
    private const string Name = "compact.lock";

    private readonly SafeFileHandle _handle;

    private PartitionLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes it, or null when another process holds it or the folder is read-only.</summary>
    public static PartitionLock? TryTake(string partition)
    {
        try
        {
            return new PartitionLock(File.OpenHandle(Path.Combine(partition, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes the folder away if nothing is in it any more.</summary>
    public static void RemoveIfEmpty(string partition)
    {
        try
        {
            if (CacheLayout.Segments(partition).Length > 0) { return; }

            File.Delete(Path.Combine(partition, Name));
            Directory.Delete(partition);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody came by: the folder is needed.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();
}
