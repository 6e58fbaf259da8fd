using System.Diagnostics;
using System.Globalization;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>A server in a process of its own, a run of this very program; it ends with its standard input, also when this process is killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it listens on loopback.</summary>
    public int Port { get; }

    /// <summary>The address that clients add their paths to.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/v1");

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        return int.TryParse(await process.StandardOutput.ReadLineAsync(), CultureInfo.InvariantCulture, out int port)
            ? new ServerProcess(process, port)
            : throw new InvalidOperationException("The server did not start.");
    }

    /// <summary>Ends it; gives what it tells of itself.</summary>
    public async Task<string> EndAsync()
    {
        _process.StandardInput.Close();
        string told = (await _process.StandardOutput.ReadToEndAsync()).Trim();
        await _process.WaitForExitAsync();
        return told;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) { await EndAsync(); }

        _process.Dispose();
    }
}
