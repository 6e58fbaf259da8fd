using System.Diagnostics;
using LlmEval.Core.Tests.Gating.Simulation;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Benchmarks.Groups;

/// <summary>The gate alone, in this process, hot: a verdict over 10,000 cases with five metrics, 12 samples of the baseline and 9 of now.</summary>
internal sealed class GateGroup : IBenchmarkGroup
{
    public string Name => "gate";

    public Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        // A fall that every metric shows, so that nothing is left out.
        SimulatedSuite suite = new() { Cases = 10_000, Flake = 0.1, Metrics = 5, Change = Change.Diffuse, Points = 0.02 };
        Random random = new(1);
        Metric[] metrics = suite.Checks();
        double[] before = suite.Rates(random), now = suite.Changed(before, random);
        Baseline baseline = suite.Baseline(before, metrics, random);
        (GateInput input, _) = suite.Settled(baseline, now, metrics, random);
        List<double> milliseconds = [];
        for (int run = 0; run < context.Runs + 10; run++)
        {
            long start = Stopwatch.GetTimestamp();
            if (Gate.Judge(input) is not Verdict { Kind: VerdictKind.Regression }) { throw new InvalidOperationException("The fall was not seen."); }

            if (run >= 10) { milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds); }
        }

        return Task.FromResult<IReadOnlyList<Figure>>([new Figure("gate-10000-cases-5-metrics-12-samples", Median.Of(milliseconds), "ms", 150)]);
    }
}
