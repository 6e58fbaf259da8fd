using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>
/// Puts neighbouring finished segments together into one that takes their place in the order. The new one appears whole, by a rename, and
/// holds what they hold before they are deleted: whatever the moment of a kill, every answer is there and the same one wins.
/// </summary>
internal sealed class SegmentMerge
{
    private const string Unfinished = ".unfinished";

    private readonly string _partition;
    private readonly string _model;
    private readonly Func<CacheKey, bool> _keep;

    /// <summary>Creates it.</summary>
    /// <param name="partition">The partition's folder, whose <see cref="PartitionLock"/> is held.</param>
    /// <param name="model">The model's identity.</param>
    /// <param name="keep">Which keys stay.</param>
    public SegmentMerge(string partition, string model, Func<CacheKey, bool> keep) => (_partition, _model, _keep) = (partition, model, keep);

    /// <summary>Takes away what a killed process left half done.</summary>
    public static void RemoveUnfinished(string partition)
    {
        foreach (string file in Directory.EnumerateFiles(partition, "*" + Unfinished)) { TryDelete(file); }
    }

    /// <summary>Merges.</summary>
    /// <param name="segments">Finished neighbours in their order.</param>
    /// <returns>Length of the new segment; 0 when nothing stayed and there is none.</returns>
    /// <exception cref="IOException">A segment cannot be read or the new one not be written; nothing changed.</exception>
    public long Run(IReadOnlyList<FileInfo> segments)
    {
        string path = Path.Combine(_partition, NameFor(segments));
        string temporary = path + Unfinished;
        long length;
        try
        {
            using SegmentWriter writer = SegmentWriter.CreateAt(temporary, SegmentHeader.OfNobody(_model));
            var copier = new Copier(writer, _keep);
            using var scanner = new SegmentScanner();
            foreach (FileInfo segment in segments)
            {
                using SafeFileHandle handle = CacheLayout.OpenToRead(segment.FullName, FileOptions.SequentialScan);
                scanner.Scan(handle, 0, copier);
            }

            writer.Flush();
            length = copier.Records == 0 ? 0 : writer.Length;
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        if (length > 0) { File.Move(temporary, path, overwrite: false); }
        else { TryDelete(temporary); }

        // One that somebody holds open on Windows stays, and is merged again another time: it says the same.
        foreach (FileInfo segment in segments) { TryDelete(segment.FullName); }

        return length;
    }

    internal static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// A name that no segment has and that stands where the first one stands in the order: <c>+</c> comes before the <c>.</c> of the
    /// ending and before every digit, so that nothing lies between the two.
    /// </summary>
    private string NameFor(IReadOnlyList<FileInfo> segments)
    {
        string first = Path.GetFileNameWithoutExtension(segments[0].Name);
        int plus = first.IndexOf('+', StringComparison.Ordinal);
        string stem = plus < 0 ? first : first[..plus];
        int generation = 0;
        foreach (FileInfo known in CacheLayout.Segments(_partition))
        {
            string name = Path.GetFileNameWithoutExtension(known.Name);
            if (name.StartsWith(stem + "+", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(stem.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                generation = Math.Max(generation, number);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{stem}+{generation + 1:000000}{CacheLayout.SegmentExtension}");
    }

    private sealed class Copier(SegmentWriter writer, Func<CacheKey, bool> keep) : ISegmentVisitor
    {
        private readonly KeyIndex _seen = new();

        public int Records { get; private set; }

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            CacheKey key = SegmentRecord.Key(record);
            if (key == default || _seen.TryGet(key, out _) || !keep(key)) { return; }

            _seen.Set(key, new RecordPlace(0, 0, record.Length));
            writer.Append(record);
            Records++;
        }

        public void Damaged(long offset, long length, bool isTail)
        {
            // What cannot be read is no loss.
        }
    }
}
