using System.Formats.Tar;
using System.IO.Compression;

namespace LlmEval.Llama.Natives;

/// <summary>Unpacks a .tgz that comes from outside: regular files only, never out of the folder, never without bound.</summary>
internal static class TarUnpacker
{
    private const long MostBytes = 4L << 30;
    private const int MostEntries = 10_000;

    /// <summary>Unpacks the entries that are wanted into one folder.</summary>
    /// <param name="archive">The .tgz.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="place">Where an entry goes, relative to the folder, by its name in the archive; null leaves it out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, leaves the folder or is too large.</exception>
    public static async Task UnpackAsync(string archive, string folder, Func<string, string?> place, CancellationToken cancellationToken)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        FileStream file = File.OpenRead(archive);
        await using (file.ConfigureAwait(false))
        {
            GZipStream unzipped = new(file, CompressionMode.Decompress);
            await using (unzipped.ConfigureAwait(false))
            {
                TarReader reader = new(unzipped);
                await using (reader.ConfigureAwait(false))
                {
                    long bytes = 0;
                    int entries = 0;
                    while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                    {
                        bytes += Math.Max(0, entry.Length);
                        if (++entries > MostEntries || bytes > MostBytes) { throw new InvalidDataException("the archive is larger than any runtime"); }
                        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is not { } data) { continue; }
                        if (place(entry.Name) is not { } relative) { continue; }

                        string target = Path.GetFullPath(Path.Combine(root, relative));
                        if (!target.StartsWith(root, StringComparison.Ordinal)) { throw new InvalidDataException($"the archive's entry '{entry.Name}' leaves its folder"); }

                        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                        FileStream written = new(target, FileMode.CreateNew, FileAccess.Write);
                        await using (written.ConfigureAwait(false)) { await data.CopyToAsync(written, cancellationToken).ConfigureAwait(false); }
                    }
                }
            }
        }
    }
}
