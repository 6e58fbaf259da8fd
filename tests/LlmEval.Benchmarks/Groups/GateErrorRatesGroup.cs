using System.Diagnostics;
using System.Globalization;
using LlmEval.Core.Tests.Gating.Simulation;
using LlmEval.Gating;

namespace LlmEval.Benchmarks.Groups;

/// <summary>How often the gate fails a build of a suite whose truth is known: the table of docs/gate-proof.md. Every figure is seeded.</summary>
internal sealed class GateErrorRatesGroup : IBenchmarkGroup
{
    private const int Nulls = 20_000;
    private const int Falls = 4_000;
    private static readonly double[] s_flakes = [0.05, 0.10, 0.20];
    private readonly List<Figure> _figures = [];

    public string Name => "gate-error-rates";

    public Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        int share = Math.Max(1, 1_000_000 / Math.Max(1, context.Million));
        Row("change", "N", "flake 5%", "flake 10%", "flake 20%", "samples at 10%");
        Rates("none", "false-alarm", 1, f => new() { Cases = 200, Flake = f }, Nulls / share, "200");
        Rates("none, varied flake", "false-alarm-varied", 1, f => new() { Cases = 200, Flake = f, IsVaried = true }, Nulls / share, "200");
        Rates("+-5 points by turns", "false-alarm-mixed", 1, f => new() { Cases = 200, Flake = f, Change = Change.Mixed, Points = 0.05 }, Nulls / share, "200");
        foreach (int cases in new[] { 10, 20, 30, 50 })
        {
            Rates("none", $"false-alarm-{cases}", 1, f => new() { Cases = cases, Flake = f }, Nulls / share, $"{cases}");
        }

        Rates("none, 5 metrics", "false-alarm-5-metrics", 1, f => new() { Cases = 200, Flake = f, Metrics = 5 }, Nulls / 2 / share, "200");
        Rates("none, 40 clusters of 5, each +-20 points", "false-alarm-clusters", 1, f => new() { Cases = 200, Flake = Math.Max(f, 0.2), ClusterSize = 5, ClusterShift = 0.2 }, Nulls / 2 / share, "200");
        Rates("none, effort cheap", "false-alarm-cheap", 1, f => new() { Cases = 200, Flake = f, Sampling = SamplePlan.Cheap }, Nulls / 2 / share, "200");
        Rates("none, effort quick", "false-alarm-quick", 1, f => new() { Cases = 200, Flake = f, Sampling = SamplePlan.Quick }, Nulls / 2 / share, "200");
        Rates("none, nothing held back", "false-alarm-no-held-back", 1, f => new() { Cases = 200, Flake = f, HasHeldBack = false }, Nulls / 2 / share, "200");
        Rates("none, handed over by tests", "false-alarm-handed-over", 1.7, f => new() { Cases = 200, Flake = f, HasHeldBack = false, IsHandedOver = true }, Nulls / 10 / share, "200");
        Builds("none, whole build of 40 suites", 40, 50, 1000 / share);
        Fixed("none, 95th percentile of 250 baselines that stay", 250, 400 / share);
        Detection("5 points, all cases", "seen-5-points", f => new() { Cases = 200, Flake = f, Change = Change.Diffuse, Points = 0.05 }, share, 0.99, 0.96, 0.87);
        Detection("5 points, all cases, varied flake", "seen-5-points-varied", f => new() { Cases = 200, Flake = f, IsVaried = true, Change = Change.Diffuse, Points = 0.05 }, share);
        Detection("3 points, all cases", "seen-3-points", f => new() { Cases = 200, Flake = f, Change = Change.Diffuse, Points = 0.03 }, share);
        Detection("5 points, some cases die", "seen-5-points-concentrated", f => new() { Cases = 200, Flake = f, Change = Change.Concentrated, Points = 0.05 }, share, 0.99, 0.99, 0.99);
        Detection("one case dies", "seen-one-case", f => new() { Cases = 200, Flake = f, Change = Change.OneCase }, share);
        Detection("one of 20 cases dies", "seen-one-of-20", f => new() { Cases = 20, Flake = f, Change = Change.OneCase }, share);
        Detection("20 points, 20 cases", "seen-20-points-20", f => new() { Cases = 20, Flake = f, Change = Change.Diffuse, Points = 0.20 }, share);
        Detection("10 points, 50 cases", "seen-10-points-50", f => new() { Cases = 50, Flake = f, Change = Change.Diffuse, Points = 0.10 }, share);
        Detection("5 points, 5 metrics", "seen-5-points-5-metrics", f => new() { Cases = 200, Flake = f, Metrics = 5, Change = Change.Diffuse, Points = 0.05 }, share);
        Detection("5 points, effort cheap", "seen-5-points-cheap", f => new() { Cases = 200, Flake = f, Sampling = SamplePlan.Cheap, Change = Change.Diffuse, Points = 0.05 }, share);
        GatePlan sequential = new() { Regression = RegressionSettings.Default with { Rule = RegressionRule.Sequential } };
        Rates("none, sequential", "false-alarm-sequential", 5, f => new() { Cases = 200, Flake = f, Plan = sequential, HasHeldBack = false }, Nulls / 2 / share, "200");
        Detection("10 points, sequential", "seen-10-points-sequential", f => new() { Cases = 200, Flake = f, Plan = sequential, HasHeldBack = false, Change = Change.Diffuse, Points = 0.10 }, share);
        return Task.FromResult<IReadOnlyList<Figure>>(_figures);
    }

    private void Rates(string what, string name, double goal, Func<double, SimulatedSuite> suite, int runs, string cases)
    {
        long start = Stopwatch.GetTimestamp();
        GateSimulation.Rates[] rates = [.. s_flakes.Select((f, i) => GateSimulation.Run(suite(f), runs, 100 + i))];
        Table(what, cases, rates, start);
        for (int i = 0; i < rates.Length; i++) { _figures.Add(new Figure(Label(name, i), rates[i].Failed * 100, "%", goal)); }
    }

    private void Detection(string what, string name, Func<double, SimulatedSuite> suite, int share, params double[] goals)
    {
        long start = Stopwatch.GetTimestamp();
        GateSimulation.Rates[] rates = [.. s_flakes.Select((f, i) => GateSimulation.Run(suite(f), Falls / share, 200 + i))];
        Table(what, suite(0.1).Cases.ToString(CultureInfo.InvariantCulture), rates, start);

        // A figure is met when it is at most its goal: what is missed is told.
        for (int i = 0; i < goals.Length; i++) { _figures.Add(new Figure(Label(name, i) + "-missed", (1 - rates[i].Failed) * 100, "%", (1 - goals[i]) * 100)); }
    }

    private void Builds(string what, int suites, int cases, int builds)
    {
        long start = Stopwatch.GetTimestamp();
        GateSimulation.Rates[] rates = [.. s_flakes.Select((f, i) => new GateSimulation.Rates(GateSimulation.Builds(new() { Cases = cases, Flake = f }, suites, builds, 300 + i), double.NaN))];
        Table(what, cases.ToString(CultureInfo.InvariantCulture), rates, start);
        for (int i = 0; i < rates.Length; i++) { _figures.Add(new Figure(Label("false-alarm-40-suites", i), rates[i].Failed * 100, "%", 1)); }
    }

    private void Fixed(string what, int baselines, int runs)
    {
        long start = Stopwatch.GetTimestamp();
        GateSimulation.Rates[] rates = new GateSimulation.Rates[s_flakes.Length];
        for (int i = 0; i < rates.Length; i++)
        {
            double[] shares = GateSimulation.FixedBaselines(new() { Cases = 200, Flake = s_flakes[i] }, baselines, runs, 400 + i);
            rates[i] = new(shares[(int)(0.95 * shares.Length)], double.NaN);
            _figures.Add(new Figure(Label("false-alarm-95th-baseline", i), rates[i].Failed * 100, "%", 5));
        }

        Table(what, "200", rates, start);
    }

    private static string Label(string name, int flake) => string.Create(CultureInfo.InvariantCulture, $"gate-{name}-flake-{s_flakes[flake] * 100:0}");

    private static void Table(string what, string cases, GateSimulation.Rates[] rates, long start)
    {
        string[] shown = [.. rates.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Failed * 100:0.00}%"))];
        Row(what, cases, shown[0], shown[1], shown[2], double.IsNaN(rates[1].Samples) ? string.Empty : rates[1].Samples.ToString("0", CultureInfo.InvariantCulture));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
    }

    private static void Row(params string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");
}
