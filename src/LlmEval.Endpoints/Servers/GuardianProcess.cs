using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Endpoints.Servers;

/// <summary>
/// The guardian that owns a server (see LlmEval.Guardian). It holds the other end of a pipe: the system closes it even when this process is
/// killed, and the guardian then ends the server's whole tree.
/// </summary>
internal sealed class GuardianProcess : IAsyncDisposable
{
    private const string File = "LlmEval.Guardian.dll";

    /// <summary>The guardian's own five seconds to ask and five to end, and a little more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(12);

    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Process _process;
    private readonly TaskCompletionSource<string?> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<int?> _ended = Task.FromResult<int?>(null);
    private int _serverId;
    private int _stopping;

    private GuardianProcess(Process process) => _process = process;

    /// <summary>Completes when the server has ended and nothing of it is left; its exit code, or null when the guardian went without a word.</summary>
    public Task<int?> Ended => _ended;

    /// <summary>Starts a server.</summary>
    /// <param name="program">Full path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="variables">Variables beside the inherited ones.</param>
    /// <param name="output">Gets each line that it writes.</param>
    /// <returns>The guardian, and why the server cannot be started where that is so.</returns>
    /// <exception cref="LlmEvalException">There is no <c>dotnet</c>, or the installation is incomplete.</exception>
    public static async Task<(GuardianProcess Guardian, string? Failure)> StartAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> variables, Action<string?> output)
    {
        string dotnet = CompanionProgram.Dotnet() ?? throw new LlmEvalException(Diagnostics.ServerFailed.At(Location.None,
            "The 'dotnet' command, which watches over servers, is not found. Set DOTNET_ROOT to its folder or put it on PATH."));
        ProcessStartInfo start = CompanionProgram.Start(dotnet, typeof(GuardianProcess).Assembly, File);
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = s_encoding;
        Process process = new() { StartInfo = start };
        process.ErrorDataReceived += (_, e) => output(e.Data);
        process.Start();
        process.BeginErrorReadLine();
        GuardianProcess guardian = new(process);
        guardian._ended = guardian.ListenAsync();
        try
        {
            string order = JsonSerializer.Serialize(new { Program = program, Arguments = arguments, Folder = folder, Variables = variables });
            await process.StandardInput.WriteLineAsync(order).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It is gone already; listening says so.
        }

        return (guardian, await guardian._failed.Task.ConfigureAwait(false));
    }

    /// <summary>Ends the server with its whole tree: asked first, then killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopping, 1) != 0) { return; }

        try { _process.StandardInput.Close(); }
        catch (IOException e) { Debug.WriteLine(e.Message); }

        using (CancellationTokenSource limit = new(s_patience))
        {
            try { await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false); }
            catch (OperationCanceledException) { _process.Kill(entireProcessTree: true); }
        }

        await _ended.ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<int?> ListenAsync()
    {
        int? code = null;
        bool isOver = false;
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            string rest = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            if (line.StartsWith("started ", StringComparison.Ordinal))
            {
                _serverId = int.Parse(rest, CultureInfo.InvariantCulture);
                _failed.TrySetResult(null);
            }
            else if (line.StartsWith("failed ", StringComparison.Ordinal))
            {
                isOver = true;
                _failed.TrySetResult(rest);
            }
            else if (line.StartsWith("exited ", StringComparison.Ordinal))
            {
                isOver = true;
                code = int.Parse(rest, CultureInfo.InvariantCulture);
            }
        }

        // Also the last lines of the server's output have then been read.
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _failed.TrySetResult("the process that watches over it ended at once");
        if (!isOver && _serverId != 0) { KillOrphan(); }

        return code;
    }

    /// <summary>The guardian was killed: what it had started is an orphan now.</summary>
    private void KillOrphan()
    {
        try
        {
            using Process server = Process.GetProcessById(_serverId);

            // Not a stranger who has got the number since.
            if (server.StartTime.ToUniversalTime() <= _process.ExitTime.ToUniversalTime()) { server.Kill(entireProcessTree: true); }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            Debug.WriteLine(e.Message); // gone as well
        }
    }
}
