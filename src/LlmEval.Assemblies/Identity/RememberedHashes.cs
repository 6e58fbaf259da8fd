using System.Security.Cryptography;
using System.Text;
using LlmEval.Llama.Files;
using LlmEval.Model;

namespace LlmEval.Assemblies.Identity;

/// <summary>
/// Hashes of files, remembered in a folder so that an unchanged file is read once. An entry counts only if path, size, time and file id are as they
/// were when the file was read. Any number of processes at once.
/// </summary>
/// <param name="folder">Where they are remembered; made when needed. What cannot be written there is not remembered.</param>
/// <param name="time">Time.</param>
internal sealed class RememberedHashes(string folder, TimeProvider time)
{
    /// <summary>Version of how content is hashed; another number makes every entry void.</summary>
    private const int Version = 1;

    /// <summary>A file written less long ago may be written again without a trace in its times.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);

    /// <summary>The hash of a file's content as <see cref="AssemblyContent"/> sees it, or of its bytes.</summary>
    /// <exception cref="IOException">The file cannot be read, or changes while it is read.</exception>
    public string Of(string path, bool isManaged)
    {
        FileIdentity before = FileIdentity.Of(path) ?? throw new FileNotFoundException("The file does not exist.", path);
        string entry = Path.Combine(folder, Digest(path)[..32] + ".txt");
        string state = FormattableString.Invariant($"{Version} {(isManaged ? 'm' : 'f')} {before.Size} {before.Written} {before.Id} {path}");
        if (Read(entry, state) is { } known) { return known; }

        string hash;
        if (isManaged) { hash = AssemblyContent.Hash(File.ReadAllBytes(path)); }
        else
        {
            using FileStream file = File.OpenRead(path);
            hash = Convert.ToHexStringLower(SHA256.HashData(file));
        }

        if (FileIdentity.Of(path) != before) { throw new IOException($"'{path}' changes while it is read."); }

        if (time.GetUtcNow().UtcTicks - before.Written >= s_settled.Ticks) { Write(entry, state, hash); }

        return hash;
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Line(string state, string hash) => $"{hash} {Digest(state + hash)}";

    private static string? Read(string entry, string state)
    {
        try
        {
            string said = File.ReadAllText(entry);
            int end = said.IndexOf(' ', StringComparison.Ordinal);
            return end > 0 && said == Line(state, said[..end]) ? said[..end] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }

    private void Write(string entry, string state, string hash)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.WriteAllText(entry, Line(state, hash));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is read again the next time.
        }
    }
}
