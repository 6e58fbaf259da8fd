using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>
/// Takes the answers of an export, or of any cache's folder, into a cache. All of it is verified first; nothing is taken of what is
/// damaged. An answer that is there already stays: importing twice changes nothing.
/// </summary>
public static partial class CacheImporter
{
    private const string Unfinished = ".unfinished";

    /// <summary>Imports.</summary>
    /// <param name="directory">The cache's folder; made when it does not exist.</param>
    /// <param name="source">A folder that is a cache, or a ZIP file of one.</param>
    /// <param name="dryRun">Only says what would be taken.</param>
    /// <param name="time">Names the new segments, which are the youngest; the system's when null.</param>
    /// <param name="cancellationToken">Looked at between models.</param>
    /// <exception cref="LlmEvalException">The source is none (LLM3016) or damaged (LLM3008), or the cache cannot be written (LLM3007); nothing was taken.</exception>
    public static TransferResult Import(
        string directory, string source, bool dryRun = false, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        string? unpacked = null;
        try
        {
            if (File.Exists(source)) { unpacked = Unpack(source); }
            else if (!Directory.Exists(CacheLayout.Root(source)))
            {
                throw Usage(source, "There is no export here: it is a folder with a folder 'v1', or a ZIP file of one. Name what 'llmeval cache export' wrote.");
            }

            string folder = unpacked ?? source;
            if (CacheVerifier.Verify(folder, cancellationToken).Problems.FirstOrDefault(p => !p.IsTornTail) is { } problem)
            {
                throw new LlmEvalException(Diagnostics.CacheDamaged.At(new Location(source), string.Create(CultureInfo.InvariantCulture,
                    $"Nothing was imported: '{Path.GetRelativePath(folder, problem.Path)}' is damaged, {problem.Length} bytes at offset {problem.Offset}. Export again and carry it over whole."), Severity.Error));
            }

            return Take(directory, folder, dryRun, (time ?? TimeProvider.System).GetUtcNow(), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheReports.Unwritable(directory, exception);
        }
        finally
        {
            if (unpacked is not null) { Directory.Delete(unpacked, recursive: true); }
        }
    }

    private static TransferResult Take(string directory, string source, bool dryRun, DateTimeOffset now, CancellationToken cancellationToken)
    {
        TransferResult result = new(0, 0, 0, 0);
        List<string> written = [];
        try
        {
            foreach (string partition in CacheLayout.Partitions(source))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Dictionary<CacheKey, int> lengths = [];
                CacheRecords theirs = CacheRecords.Read(partition, (key, length, _, _) => lengths.Add(key, length));
                if (theirs.Model is not { } model) { continue; }

                string own = CacheLayout.Partition(directory, model);
                HashSet<CacheKey> known = [.. CacheRecords.Read(own).Keys];
                CacheKey[] keys = [.. theirs.Keys.Where(k => !known.Contains(k))];
                result = new TransferResult(
                    result.Entries + keys.Length, result.Known + theirs.Keys.Count - keys.Length,
                    result.Models + 1, result.Bytes + keys.Sum(k => (long)lengths[k]));
                if (keys.Length > 0 && !dryRun) { written.AddRange(theirs.WriteTo(own, keys, model, n => SegmentWriter.Name(now.UtcDateTime.AddTicks(n)) + Unfinished)); }
            }

            // Only whole segments become visible, each by a rename.
            foreach (string temporary in written) { File.Move(temporary, temporary[..^Unfinished.Length], overwrite: false); }

            return result;
        }
        catch
        {
            foreach (string temporary in written) { SegmentMerge.TryDelete(temporary); }

            throw;
        }
    }

    private static string Unpack(string source)
    {
        string folder = Directory.CreateTempSubdirectory("llmeval-import-").FullName;
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(source);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (!SegmentPath().IsMatch(entry.FullName)) { throw Usage(source, $"The ZIP file holds '{entry.FullName}', which is no part of a cache. Name what 'llmeval cache export' wrote."); }

                string path = Path.Combine(folder, entry.FullName);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                entry.ExtractToFile(path);
            }

            return folder;
        }
        catch (InvalidDataException)
        {
            Directory.Delete(folder, recursive: true);
            throw Usage(source, "The file is no ZIP file, or a damaged one. Name what 'llmeval cache export' wrote.");
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Nothing in it can lead out of the folder.</summary>
    [GeneratedRegex(@"\Av1/[0-9a-f]{16}/[0-9TZ.+-]{1,80}\.segment\z", RegexOptions.CultureInvariant)]
    private static partial Regex SegmentPath();

    private static LlmEvalException Usage(string source, string message) => new(Diagnostics.Usage.At(new Location(source), message));
}
