using System.Diagnostics;
using LlmEval.Running;

namespace LlmEval.Cli.Observers;

/// <summary>Plain lines for logs and pipes: one when a suite begins to draw, then one every few seconds.</summary>
internal sealed class PlainObserver(TextWriter output) : IRunObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private long _last = Stopwatch.GetTimestamp();

    public void Progress(RunProgress progress)
    {
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_last) < Pause) { return; }

            _last = Stopwatch.GetTimestamp();
            output.WriteLine($"{progress.Suite} x {progress.Model}: {progress.Done} of {progress.Total} cases, {progress.Drawn} answers drawn");
        }
    }

    public void Report(string line)
    {
        lock (_gate) { output.WriteLine(line); }
    }
}
