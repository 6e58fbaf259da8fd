using System.Diagnostics;
using System.Globalization;

namespace LlmEval.Benchmarks;

/// <summary>What a whole process cost.</summary>
/// <param name="Wall">From its start to its end, as someone waits for it.</param>
/// <param name="Cpu">Time on processors, in user and kernel mode; of the process itself, to a hundredth of a second.</param>
/// <param name="PeakMiB">Largest resident set, in MiB; of the process itself, not of processes that it starts.</param>
/// <param name="Output">Standard output and error.</param>
internal sealed record MeasuredProcess(TimeSpan Wall, TimeSpan Cpu, double PeakMiB, string Output)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(2);

    /// <summary>Runs a process to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another status than 0.</exception>
    public static async Task<MeasuredProcess> RunAsync(
        string program, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
        {
            if (value is null) { start.Environment.Remove(name); }
            else { start.Environment[name] = value; }
        }

        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<(TimeSpan Cpu, double Peak)> watch = Task.Factory.StartNew(() => Watch(process), TaskCreationOptions.LongRunning);
        await process.WaitForExitAsync();
        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        string all = await output + await error;
        (TimeSpan cpu, double peak) = await watch;
        return process.ExitCode == 0
            ? new MeasuredProcess(wall, cpu, peak, all)
            : throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"'{program} {string.Join(' ', start.ArgumentList)}' ended with status {process.ExitCode}:\n{all}"));
    }

    /// <summary>This process's own largest resident set, in MiB.</summary>
    public static double OwnPeakMiB()
    {
        using Process self = Process.GetCurrentProcess();
        return PeakOf(self) ?? 0;
    }

    /// <summary>
    /// Asks again and again, because a process that has ended has nothing left to ask about. The values are the system's own marks: what
    /// is missed is only what came in the last two milliseconds.
    /// </summary>
    private static (TimeSpan Cpu, double Peak) Watch(Process process)
    {
        TimeSpan cpu = TimeSpan.Zero;
        double peak = 0;
        while (PeakOf(process) is double now)
        {
            peak = Math.Max(peak, now);
            try
            {
                process.Refresh();
                cpu = process.TotalProcessorTime;
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has just ended.
                break;
            }

            Thread.Sleep(s_poll);
        }

        return (cpu, peak);
    }

    private static double? PeakOf(Process process)
    {
        const double MiB = 1024 * 1024;
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                process.Refresh();
                return process.HasExited ? null : process.PeakWorkingSet64 / MiB;
            }

            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status")))
            {
                if (!line.StartsWith("VmHWM:", StringComparison.Ordinal)) { continue; }
                return long.Parse(line["VmHWM:".Length..^" kB".Length].Trim(), CultureInfo.InvariantCulture) / 1024.0;
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
