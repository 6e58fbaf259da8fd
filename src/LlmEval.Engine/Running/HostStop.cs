using System.Runtime.InteropServices;

namespace LlmEval.Engine;

/// <summary>
/// The end of the process that a runner lives in: Ctrl-C, the request to terminate, the end of the program, the end of the tool that started it for its tests (<see cref="ToolWatch"/>). Evaluations are
/// cancelled so that the processes which they started end with it; whether the process itself ends is its host's to decide, unless its tool is gone. A host that is killed takes them with it as well,
/// because they watch it.
/// </summary>
internal sealed class HostStop : IDisposable
{
    /// <summary>
    /// Time for the host's own handlers of a signal. They are called after ours, on the same thread: xunit.v3 ends with an unhandled exception when the run is over before its handler is called.
    /// </summary>
    private static readonly TimeSpan s_hostsFirst = TimeSpan.FromMilliseconds(200);

    private readonly Action _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _later;
    private readonly ToolWatch _tool;

    public HostStop(Action stop)
    {
        _stop = stop;
        _later = new Timer(_ => Stop(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _tool = new ToolWatch(Stop);
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, _ => StopLater()))];
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) { registration.Dispose(); }

        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _later.Dispose();
        _tool.Dispose();
    }

    private void StopLater()
    {
        try { _later.Change(s_hostsFirst, Timeout.InfiniteTimeSpan); }
        catch (ObjectDisposedException)
        {
            // The runner ended while the signal came: nothing is evaluated any more.
        }
    }

    private void Stop()
    {
        try { _stop(); }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }

    private void OnExit(object? sender, EventArgs e) => Stop();
}
