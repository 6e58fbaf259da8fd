using System.Diagnostics;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>What this process holds at one moment.</summary>
/// <param name="Time">Since the start.</param>
/// <param name="ResidentMiB">As the system counts it.</param>
/// <param name="LiveMiB">On the heap, after a full collection.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
internal sealed record SoakSample(TimeSpan Time, double ResidentMiB, double LiveMiB, int Handles, int Threads)
{
    private const double MiB = 1024 * 1024;

    /// <summary>Takes one; collects garbage first, because what is not collected yet is no growth.</summary>
    public static SoakSample Take(TimeSpan time)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        int handles = OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : self.HandleCount;
        return new SoakSample(time, self.WorkingSet64 / MiB, GC.GetTotalMemory(forceFullCollection: false) / MiB, handles, self.Threads.Count);
    }
}
