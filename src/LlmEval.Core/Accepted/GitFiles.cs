using System.Diagnostics;
using LlmEval.Model;

namespace LlmEval.Accepted;

/// <summary>Files as they were at a revision that somebody named: what is not found is an error, see <see cref="GitHistory"/> for what may be missing.</summary>
internal static class GitFiles
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    /// <summary>The commit that a revision names.</summary>
    /// <exception cref="LlmEvalException">LLM3016: there is none, or no repository.</exception>
    public static async Task<string> CommitAsync(string folder, string revision, CancellationToken cancellationToken)
    {
        (int status, byte[] output, string said) = await GitAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken).ConfigureAwait(false);
        return status == 0 ? System.Text.Encoding.ASCII.GetString(output).Trim()
            : throw Usage($"git knows no revision '{revision}' here{(said.Length > 0 ? $" ({said})" : string.Empty)}. Name a commit, branch or tag of the project's repository.");
    }

    /// <summary>A file at a commit, or null when it was not there.</summary>
    public static async Task<byte[]?> ReadAsync(string path, string commit, CancellationToken cancellationToken)
    {
        string? folder = Path.GetDirectoryName(path);
        string name = "./" + Path.GetFileName(path);

        // A folder that is gone since is asked for from above.
        while (folder is not null && !Directory.Exists(folder))
        {
            name = $"./{Path.GetFileName(folder)}/{name[2..]}";
            folder = Path.GetDirectoryName(folder);
        }

        (int status, byte[] output, _) = await GitAsync(folder ?? Path.GetTempPath(), ["cat-file", "blob", $"{commit}:{name}"], cancellationToken).ConfigureAwait(false);
        return status == 0 ? output : null;
    }

    private static async Task<(int Status, byte[] Output, string Said)> GitAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        using Process process = (GitProcess.Find() is { } program ? GitProcess.Start(program, folder, arguments) : null)
            ?? throw Usage("git cannot be started. Put it on the path, or compare files.");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        using MemoryStream output = new();
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return (process.ExitCode, output.ToArray(), (await errors.ConfigureAwait(false)).Trim().ReplaceLineEndings(" "));
        }
        catch (OperationCanceledException)
        {
            GitProcess.End(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw Usage("git gave no answer in a minute. Try the command by hand in the project's folder.");
        }
    }

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));
}
