using System.Diagnostics;
using LlmEval.Running;

namespace LlmEval.Cli.Observers;

/// <summary>Speaks to the build task: <c>##llmeval</c> lines for progress, at most two a second; plain lines for news.</summary>
internal sealed class BuildObserver(TextWriter output) : IRunObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private long _last;

    public void Progress(RunProgress progress)
    {
        lock (_gate)
        {
            bool isEnd = progress.Done == progress.Total;
            if (!isEnd && _last != 0 && Stopwatch.GetElapsedTime(_last) < Pause) { return; }

            _last = Stopwatch.GetTimestamp();
            output.WriteLine($"##llmeval progress\t{progress.Done}\t{progress.Total}\t{progress.Suite} x {progress.Model}");
        }
    }

    public void Report(string line)
    {
        lock (_gate) { output.WriteLine(line); }
    }
}
