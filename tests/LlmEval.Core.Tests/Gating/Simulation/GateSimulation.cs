using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating.Simulation;

/// <summary>Runs the gate itself many times on suites whose truth is known.</summary>
internal static class GateSimulation
{
    /// <summary>What many runs came to.</summary>
    /// <param name="Failed">Share of the runs that failed.</param>
    /// <param name="Samples">Candidate samples of a run on average.</param>
    public readonly record struct Rates(double Failed, double Samples);

    /// <summary>Each run with a baseline of its own.</summary>
    public static Rates Run(SimulatedSuite suite, int runs, int seed)
    {
        int failed = 0;
        long samples = 0;
        Parallel.For(0, runs, Options, run =>
        {
            Random random = new(unchecked((seed * 1_000_003) + run));
            (bool isRed, int used) = Once(suite, random);
            if (isRed) { Interlocked.Increment(ref failed); }

            Interlocked.Add(ref samples, used);
        });
        return new Rates((double)failed / runs, (double)samples / runs);
    }

    /// <summary>Builds of several suites; one fails when any of its suites does.</summary>
    public static double Builds(SimulatedSuite suite, int suites, int builds, int seed)
    {
        int failed = 0;
        Parallel.For(0, builds, Options, build =>
        {
            Random random = new(unchecked((seed * 1_000_003) + build));
            bool any = false;
            for (int s = 0; s < suites; s++) { any |= Once(suite with { Family = suites }, random).IsRed; }

            if (any) { Interlocked.Increment(ref failed); }
        });
        return (double)failed / builds;
    }

    /// <summary>The shares of failed runs of many baselines that stay, sorted.</summary>
    public static double[] FixedBaselines(SimulatedSuite suite, int baselines, int runs, int seed)
    {
        double[] shares = new double[baselines];
        Parallel.For(0, baselines, Options, b =>
        {
            Random random = new(unchecked((seed * 1_000_003) + b));
            Metric[] metrics = suite.Checks();
            double[] before = suite.Rates(random), now = suite.Changed(before, random);
            Baseline baseline = suite.Baseline(before, metrics, random);
            int failed = 0;
            for (int run = 0; run < runs; run++) { failed += suite.Judge(baseline, now, metrics, random).Verdict.Kind == VerdictKind.Regression ? 1 : 0; }

            shares[b] = (double)failed / runs;
        });
        Array.Sort(shares);
        return shares;
    }

    private static ParallelOptions Options => new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    private static (bool IsRed, int Samples) Once(SimulatedSuite suite, Random random)
    {
        Metric[] metrics = suite.Checks();
        double[] before = suite.Rates(random), now = suite.Changed(before, random);
        (Verdict verdict, int samples) = suite.Judge(suite.Baseline(before, metrics, random), now, metrics, random);
        return (verdict.Kind == VerdictKind.Regression, samples);
    }
}
