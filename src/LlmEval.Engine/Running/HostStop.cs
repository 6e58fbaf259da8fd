using System.Runtime.InteropServices;

namespace LlmEval.Engine;

/// <summary>
/// The end of the process that a runner lives in: Ctrl-C, the request to terminate, the end of the program. Evaluations are cancelled so that the processes which they started end with it; whether
/// the process itself ends is its host's to decide. A host that is killed takes them with it as well, because they watch it.
/// </summary>
internal sealed class HostStop : IDisposable
{
    private readonly Action _stop;
    private readonly PosixSignalRegistration[] _registrations;

    public HostStop(Action stop)
    {
        _stop = stop;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, _ => stop()))];
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) { registration.Dispose(); }

        AppDomain.CurrentDomain.ProcessExit -= OnExit;
    }

    private void OnExit(object? sender, EventArgs e) => _stop();
}
