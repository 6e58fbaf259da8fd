namespace LlmEval.Engine;

/// <summary>
/// Watches the tool that started this process to run its tests: <c>dotnet test</c>, the console and the host of VSTest, <c>dotnet run</c>. A tool that is killed, or that dies of the Ctrl-C that only it
/// was sent, tells nobody; its test program would go on asking a model for results that nobody reads. A program that a person or a script started is never watched. Linux only: elsewhere .NET
/// does not tell what started a process.
/// </summary>
internal sealed class ToolWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a test host may take to end by itself when its tool is gone.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly Action _stop;
    private readonly IReadOnlyList<ToolProcess> _tools;
    private readonly Timer? _timer;
    private int _fired;

    public ToolWatch(Action stop)
    {
        _stop = stop;
        _tools = ToolProcess.Ancestors();
        if (_tools.Count > 0) { _timer = new Timer(_ => Look(), null, s_interval, s_interval); }
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        if (_tools.FirstOrDefault(t => !t.IsAlive) is not { } gone || Interlocked.Exchange(ref _fired, 1) != 0) { return; }

        if (gone.RunsTests)
        {
            // The last resort, in a host of tests alone: code under test need not heed a cancellation, and nobody waits for what it says.
            new Thread(() =>
            {
                Thread.Sleep(s_grace);
                Environment.Exit(1);
            }) { IsBackground = true }.Start();
        }

        _stop();
    }
}
