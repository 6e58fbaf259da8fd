using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlmEval.Llama.Files;

/// <summary>
/// SHA-256 of large files, remembered in a folder so that an unchanged file is read once. An entry counts only if path, size, times and file
/// id are all as they were when the file was read; anything else means reading again. Any number of processes at once.
/// </summary>
public sealed class FileHashes
{
    /// <summary>A file written less long ago may be written again without a trace in its times.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;

    /// <summary>Creates it.</summary>
    /// <param name="folder">Where hashes are remembered; made when needed. What cannot be written there is not remembered.</param>
    /// <param name="time">Time.</param>
    /// <param name="report">Gets a line whenever a file is really read.</param>
    public FileHashes(string folder, TimeProvider time, Action<string> report) => (_folder, _time, _report) = (folder, time, report);

    /// <summary>The remembered hash of a file: 64 lower-case hexadecimal digits; null when it must be read.</summary>
    public string? Remembered(string path)
    {
        string full = Path.GetFullPath(path);
        return FileIdentity.Of(full) is { } identity ? Remembered(full, identity) : null;
    }

    /// <summary>The hash of a file: 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="IOException">The file cannot be read, or changes while it is read.</exception>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        FileIdentity before = FileIdentity.Of(full) ?? throw new FileNotFoundException("The file does not exist.", full);
        if (Remembered(full, before) is { } known) { return known; }

        _report($"Reading {Path.GetFileName(full)} ({Size(before.Size)}) to know its hash.");
        string hash;
        FileStream file = new(full, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }

        if (FileIdentity.Of(full) != before) { throw new IOException($"'{full}' changes while it is read."); }

        if (_time.GetUtcNow().UtcTicks - before.Written >= s_settled.Ticks) { Remember(full, before, hash); }

        return hash;
    }

    private static string Size(long bytes) =>
        bytes >= 1 << 30 ? FormattableString.Invariant($"{bytes / (double)(1 << 30):0.0} GiB") : FormattableString.Invariant($"{bytes / (double)(1 << 20):0.0} MiB");

    private static string Seal(string path, FileIdentity identity, string hash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"1\n{path}\n{identity.Size}\n{identity.Written}\n{identity.Id}\n{hash}"))));

    private string Entry(string path) =>
        Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32] + ".json");

    private string? Remembered(string path, FileIdentity identity)
    {
        try
        {
            FileHashEntry? entry = JsonSerializer.Deserialize(File.ReadAllBytes(Entry(path)), FileHashContext.Default.FileHashEntry);
            return entry is not null && entry.Path == path && entry.Sha256 is { Length: 64 }
                && entry.Seal == Seal(path, identity, entry.Sha256) ? entry.Sha256 : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // absent or damaged: the file is read
        }
    }

    private void Remember(string path, FileIdentity identity, string hash)
    {
        string entry = Entry(path);
        string temporary = $"{entry}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(
                new FileHashEntry { Path = path, Sha256 = hash, Seal = Seal(path, identity, hash) }, FileHashContext.Default.FileHashEntry));
            File.Move(temporary, entry, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _report($"The hash of {Path.GetFileName(path)} cannot be remembered: {e.Message}");
        }
    }
}
