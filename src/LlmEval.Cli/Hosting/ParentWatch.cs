using System.Diagnostics;

namespace LlmEval.Cli.Hosting;

/// <summary>
/// Ends the work when the build that started it is gone or asks for it. A killed build cannot tell its children, and a
/// build task has no standard input to close, so the parent is looked at a few times a second.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the work may take to stop by itself before the process ends hard.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _cancel;
    private readonly Timer _timer;
    private readonly Process? _parent;
    private readonly string? _cancelFile;
    private int _fired;

    public ParentWatch(int? parentId, string? cancelFile, CancellationTokenSource cancel)
    {
        _cancel = cancel;
        _cancelFile = cancelFile;
        if (parentId is { } id)
        {
            try { _parent = Process.GetProcessById(id); }
            catch (ArgumentException) { Fire(); }
        }

        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _parent?.Dispose();
    }

    private void Look()
    {
        try
        {
            if (_parent is { HasExited: true } || (_cancelFile is not null && File.Exists(_cancelFile))) { Fire(); }
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // Looked at while it was disposed of, or the system does not tell: nothing to end then. On a thread of the timer it would end the process.
            Debug.WriteLine(e.Message);
        }
    }

    private void Fire()
    {
        if (Interlocked.Exchange(ref _fired, 1) != 0) { return; }

        _cancel.Cancel();
        Thread last = new(() =>
        {
            Thread.Sleep(Grace);
            Environment.Exit(ExitStatus.Cancelled);
        }) { IsBackground = true };
        last.Start();
    }
}
