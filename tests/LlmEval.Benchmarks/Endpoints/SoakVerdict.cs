using System.Globalization;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>
/// Whether something grew: by the slope of a straight line through the samples after the warm-up (least squares). It grew when the line rises by
/// more than connections that come and go make, and the slope is at least three times its standard error.
/// </summary>
internal static class SoakVerdict
{
    /// <summary>Share of the time in which pools fill and code is compiled.</summary>
    private const double WarmUp = 0.3;

    /// <summary>A rise over the whole time by this share of the mean, or by the given absolute value, is none.</summary>
    private const double Wobble = 0.1;

    private const double Certain = 3;

    /// <summary>Prints a line a quantity; true when none grew.</summary>
    public static bool Tell(IReadOnlyList<SoakSample> samples)
    {
        SoakSample[] counted = [.. samples.Skip((int)(samples.Count * WarmUp))];
        if (counted.Length < 4)
        {
            Console.WriteLine("too short for a verdict: four samples after the warm-up are the least");
            return false;
        }

        bool memory = IsFlat("resident", counted, s => s.ResidentMiB, 8, " MiB");
        bool live = IsFlat("live", counted, s => s.LiveMiB, 4, " MiB");
        bool handles = IsFlat("handles", counted, s => s.Handles, 16, string.Empty);
        bool threads = IsFlat("threads", counted, s => s.Threads, 4, string.Empty);
        bool flat = memory && live && handles && threads;
        Console.WriteLine(flat ? "verdict: nothing grows" : "verdict: something grows");
        return flat;
    }

    private static bool IsFlat(string name, SoakSample[] samples, Func<SoakSample, double> value, double least, string unit)
    {
        double meanTime = samples.Average(s => s.Time.TotalMinutes), mean = samples.Average(value);
        double spread = samples.Sum(s => Math.Pow(s.Time.TotalMinutes - meanTime, 2));
        double slope = samples.Sum(s => (s.Time.TotalMinutes - meanTime) * (value(s) - mean)) / spread;
        double error = Math.Sqrt(samples.Sum(s => Math.Pow(value(s) - mean - (slope * (s.Time.TotalMinutes - meanTime)), 2)) / (samples.Length - 2) / spread);
        double rise = slope * (samples[^1].Time - samples[0].Time).TotalMinutes;
        bool flat = rise <= Math.Max(least, Wobble * mean) || slope < Certain * error;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: mean {mean:0.0}{unit}, {slope:+0.00;-0.00} a minute (standard error {error:0.00}): {(flat ? "flat" : "GROWS")}"));
        return flat;
    }
}
