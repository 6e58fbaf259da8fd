using System.Diagnostics;
using System.Text;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>A command that may still run.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public RunningCommand(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Append;
        _process.ErrorDataReceived += Append;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a signal by name: <c>INT</c>, <c>KILL</c>. Unix only.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Kills it and hands back what it had started, which the caller must see to. Linux only.</summary>
    public IReadOnlyList<Process> KillAlone()
    {
        Process[] children = [.. Process.GetProcesses().Where(p => ParentOf(p.Id) == Id)];
        Signal("KILL");
        return children;
    }

    private static int ParentOf(int id)
    {
        try
        {
            // "pid (name) state ppid ...": the name may hold spaces and brackets.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Waits for its end; after the limit it is ended with all it started, and the test fails.</summary>
    public async Task<CommandResult> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The command did not end within {limit}.\n{Output()}");
        }

        return new CommandResult(_process.ExitCode, Output());
    }

    /// <summary>Ends whatever is left of it.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }
        _process.Dispose();
    }

    private void Append(object sender, DataReceivedEventArgs e)
    {
        lock (_output) { if (e.Data is not null) { _output.Append(e.Data).Append('\n'); } }
    }

    private string Output()
    {
        lock (_output) { return _output.ToString(); }
    }
}
