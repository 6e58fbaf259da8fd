using System.Runtime.InteropServices;

namespace LlmEval.Cli.Hosting;

/// <summary>
/// Ctrl-C and the request to terminate: the first one asks the work to stop, and ends the process when it has not stopped within a
/// time of grace; a second one ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeSpan _grace;
    private int _asked;

    public StopSignals(TimeSpan grace)
    {
        _grace = grace;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(s => PosixSignalRegistration.Create(s, Ask))];
    }

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) { registration.Dispose(); }
    }

    private void Ask(PosixSignalContext context)
    {
        if (Interlocked.Exchange(ref _asked, 1) != 0) { return; }

        context.Cancel = true;
        new Thread(() =>
        {
            Thread.Sleep(_grace);
            Environment.Exit(ExitStatus.Cancelled);
        }) { IsBackground = true }.Start();
        _stop.Cancel();
    }
}
