using System.Diagnostics;
using System.Text;

namespace LlmEval.Llama.Natives;

/// <summary>Runs a command to its end and keeps what it writes; ends it and its children when time is up.</summary>
internal static class ChildProcess
{
    private const int MostOutput = 1 << 20;

    /// <summary>Runs it.</summary>
    /// <param name="start">What to run; output is captured, input stays open and empty.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static async Task<ChildResult> RunAsync(ProcessStartInfo start, TimeSpan limit, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        using Process process = new() { StartInfo = start };
        StringBuilder output = new(), errors = new();
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(errors, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(FormattableString.Invariant($"'{Path.GetFileName(start.FileName)}' did not end within {limit.TotalSeconds:0} s"), e);
        }

        lock (output)
        {
            lock (errors) { return new ChildResult(process.ExitCode, output.ToString(), errors.ToString()); }
        }
    }

    /// <summary>Full path of a program on the search path; null when it is not there.</summary>
    public static string? OnPath(params ReadOnlySpan<string> names)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string name in names)
            {
                string file = Path.Combine(folder.Trim('"'), name);
                if (File.Exists(file)) { return file; }
            }
        }

        return null;
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null && text.Length < MostOutput) { text.Append(line).Append('\n'); }
        }
    }
}
