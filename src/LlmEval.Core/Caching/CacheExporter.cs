using System.Globalization;
using System.IO.Compression;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>
/// Writes answers into a folder that can itself be used as a cache, or into a ZIP file of it. The same answers give the same bytes: a
/// segment a model, records sorted by key, nothing of the machine or the time.
/// </summary>
public static class CacheExporter
{
    /// <summary>Every segment of an export begins so; no writer's does.</summary>
    private const string NamePrefix = "00000000T000000.0000000Z-";

    /// <summary>Exports.</summary>
    /// <param name="directory">The cache's folder.</param>
    /// <param name="target">A folder that does not exist, is empty or holds an earlier export; or a file whose name ends in <c>.zip</c>.</param>
    /// <param name="needed">Which answers; null for all.</param>
    /// <param name="dryRun">Only says what would be written.</param>
    /// <param name="cancellationToken">Looked at between models.</param>
    /// <exception cref="LlmEvalException">The target holds something else (LLM3016), or cannot be written (LLM3007).</exception>
    public static TransferResult Export(
        string directory, string target, IReadOnlySet<CacheKey>? needed, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        bool isArchive = target.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        Check(directory, target, isArchive);
        string temporary = target + ".unfinished";
        try
        {
            if (!dryRun && Directory.Exists(temporary)) { Directory.Delete(temporary, recursive: true); }

            TransferResult result = Write(directory, temporary, needed, dryRun, cancellationToken);
            if (dryRun) { return result; }

            Directory.CreateDirectory(CacheLayout.Root(temporary));
            if (isArchive)
            {
                AtomicFile.WriteAll([(target, stream => Pack(temporary, stream))]);
                Directory.Delete(temporary, recursive: true);
            }
            else { Replace(target, temporary); }

            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheReports.Unwritable(target, exception);
        }
    }

    private static void Check(string directory, string target, bool isArchive)
    {
        string source = Path.GetFullPath(directory) + Path.DirectorySeparatorChar;
        if ((Path.GetFullPath(target) + Path.DirectorySeparatorChar).StartsWith(source, StringComparison.OrdinalIgnoreCase))
        {
            throw Usage(target, "The export would lie in the cache itself. Name another place.");
        }

        if (isArchive ? Directory.Exists(target) : File.Exists(target))
        {
            throw Usage(target, isArchive ? "This is a folder. Name a file." : "This is a file. Name a folder, or a file that ends in .zip.");
        }

        if (isArchive || !Directory.Exists(target)) { return; }

        foreach (string file in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
        {
            if (!Path.GetFileName(file).StartsWith(NamePrefix, StringComparison.Ordinal))
            {
                throw Usage(target, $"The folder holds something that no export wrote ('{Path.GetRelativePath(target, file)}') and that would be lost. Name another folder, or delete this one.");
            }
        }
    }

    private static TransferResult Write(string directory, string temporary, IReadOnlySet<CacheKey>? needed, bool dryRun, CancellationToken cancellationToken)
    {
        TransferResult result = new(0, 0, 0, 0);
        foreach (string partition in CacheLayout.Partitions(directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long bytes = 0;
            CacheRecords records = CacheRecords.Read(partition, (key, length, _, _) => bytes += needed?.Contains(key) == false ? 0 : length);
            CacheKey[] keys = [.. records.Keys.Where(k => needed?.Contains(k) != false).OrderBy(k => k.ToString(), StringComparer.Ordinal)];
            if (keys.Length == 0 || records.Model is not { } model) { continue; }

            result = new TransferResult(result.Entries + keys.Length, 0, result.Models + 1, result.Bytes + bytes);
            if (!dryRun)
            {
                records.WriteTo(CacheLayout.Partition(temporary, model), keys, model,
                    static n => string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{n:0000}{CacheLayout.SegmentExtension}"));
            }
        }

        return result;
    }

    /// <summary>Without compression, whose bytes are another library's: the answers alone decide what the file holds.</summary>
    private static void Pack(string folder, Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            ZipArchiveEntry entry = archive.CreateEntry(Path.GetRelativePath(folder, file).Replace('\\', '/'), CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            entry.ExternalAttributes = 0;
            using Stream to = entry.Open();
            using FileStream from = File.OpenRead(file);
            from.CopyTo(to);
        }
    }

    private static void Replace(string target, string temporary)
    {
        string old = target + ".old";
        if (Directory.Exists(old)) { Directory.Delete(old, recursive: true); }
        if (Directory.Exists(target)) { Directory.Move(target, old); }
        else if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } above) { Directory.CreateDirectory(above); }

        Directory.Move(temporary, target);
        if (Directory.Exists(old)) { Directory.Delete(old, recursive: true); }
    }

    private static LlmEvalException Usage(string target, string message) => new(Diagnostics.Usage.At(new Location(target), message));
}
