using System.Diagnostics;
using System.Security.Cryptography;

namespace LlmEval.Accepted;

/// <summary>
/// Earlier contents of a project's files, as git knows them, found by their hash. Where git or a repository is missing, or the time is over, nothing is found.
/// </summary>
/// <param name="projectDirectory">Full path of a folder of the repository.</param>
/// <param name="program">Full path of git; null when there is none.</param>
internal sealed class GitHistory(string projectDirectory, string? program)
{
    /// <summary>Revisions of a file that are looked at, the latest first.</summary>
    public const int MostRevisions = 100;

    /// <summary>Longest content that is read, in bytes: no prompt is longer.</summary>
    private const int MostBytes = 4 << 20;

    /// <summary>Longest time of one search: a verdict does not wait longer to say what changed.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(string, string), byte[]?> _known = [];

    /// <summary>The history of the repository that a folder is in.</summary>
    public static GitHistory Of(string projectDirectory) => new(projectDirectory, GitProcess.Find());

    /// <summary>The content of a file at the latest revision at which it had a hash; null when none is found.</summary>
    /// <param name="file">The file relative to the project, with forward slashes.</param>
    /// <param name="hash"><c>sha256:</c> and the hash of the file; line ends may be those of the working tree.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<byte[]?> FindAsync(string file, string hash, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((file, hash), out byte[]? known)) { return known; }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longest);
        byte[]? found = null;
        try { found = program is null || Path.IsPathRooted(file) ? null : await SearchAsync(file, hash, limit.Token).ConfigureAwait(false); }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // As if it were not there: whoever asks says so.
        }

        return _known[(file, hash)] = found;
    }

    private async Task<byte[]?> SearchAsync(string file, string hash, CancellationToken cancellationToken)
    {
        string most = FormattableString.Invariant($"--max-count={MostRevisions}");
        if (await RunAsync(["--literal-pathspecs", "rev-list", most, "HEAD", "--", file], cancellationToken).ConfigureAwait(false) is not { } revisions) { return null; }

        string relative = file.StartsWith("../", StringComparison.Ordinal) ? file : "./" + file;
        foreach (string revision in System.Text.Encoding.ASCII.GetString(revisions).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!revision.All(char.IsAsciiHexDigit)) { return null; }

            // No content in the revision that deleted it.
            if (await RunAsync(["cat-file", "blob", $"{revision}:{relative}"], cancellationToken).ConfigureAwait(false) is not { } content) { continue; }

            if (Has(content, hash)) { return content; }
        }

        return null;
    }

    /// <summary>Whether a content has a hash, as it is or with the line ends that git gives a working tree on Windows.</summary>
    private static bool Has(byte[] content, string hash) => BaselinePrompt.HashOf(content) == hash
        || (content.AsSpan().IndexOf((byte)'\r') < 0 && BaselinePrompt.HashOf(WithCarriageReturns(content)) == hash);

    private static byte[] WithCarriageReturns(byte[] content)
    {
        List<byte> with = new(content.Length + 256);
        foreach (byte b in content)
        {
            if (b == (byte)'\n') { with.Add((byte)'\r'); }

            with.Add(b);
        }

        return [.. with];
    }

    /// <summary>What git says; null when it fails.</summary>
    private async Task<byte[]?> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using Process? process = GitProcess.Start(program!, projectDirectory, arguments);
        if (process is null) { return null; }

        try
        {
            Task errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            using MemoryStream output = new();
            byte[] buffer = new byte[1 << 14];
            for (int read; (read = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (output.Length + read > MostBytes) { return null; }

                output.Write(buffer, 0, read);
            }

            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (IOException) { return null; }
        finally { GitProcess.End(process); }
    }
}
