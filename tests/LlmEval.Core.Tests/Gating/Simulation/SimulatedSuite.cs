using System.Globalization;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating.Simulation;

/// <summary>What a model does to the pass rates of a suite's cases.</summary>
internal enum Change
{
    Nothing,

    /// <summary>Every case passes less often by the same number of points.</summary>
    Diffuse,

    /// <summary>As many cases as it takes never pass again.</summary>
    Concentrated,

    /// <summary>One case never passes again.</summary>
    OneCase,

    /// <summary>Half of the cases gain what the other half loses.</summary>
    Mixed,
}

/// <summary>A suite whose samples pass by chance: what is known of it is what nobody knows of a real one.</summary>
internal sealed record SimulatedSuite
{
    public required int Cases { get; init; }

    /// <summary>How often a sample of a case fails.</summary>
    public required double Flake { get; init; }

    /// <summary>Whether cases differ: rates of failure are then from Beta(1/2, .) with this mean.</summary>
    public bool IsVaried { get; init; }

    public int Metrics { get; init; } = 1;

    /// <summary>Cases of one cluster; 1 when each is its own.</summary>
    public int ClusterSize { get; init; } = 1;

    /// <summary>By how much the change moves each cluster up or down though it does nothing on the whole.</summary>
    public double ClusterShift { get; init; }

    public Change Change { get; init; }

    /// <summary>Size of the change, as a share.</summary>
    public double Points { get; init; }

    public SamplePlan Sampling { get; init; } = SamplePlan.Standard;

    /// <summary>Whether the baseline holds samples back.</summary>
    public bool HasHeldBack { get; init; } = true;

    public GatePlan Plan { get; init; } = GatePlan.Default;

    public int Family { get; init; } = 1;

    /// <summary>
    /// Whether tests hand the answers over: each case is judged alone, while its code can be asked, and all of them together when nothing more can be drawn.
    /// </summary>
    public bool IsHandedOver { get; init; }

    /// <summary>The rates at which the samples of each case pass in the baseline.</summary>
    public double[] Rates(Random random)
    {
        double[] rates = new double[Cases];
        for (int i = 0; i < rates.Length; i++) { rates[i] = 1 - (IsVaried ? Beta(random) : Flake); }

        return rates;
    }

    /// <summary>The rates of the present model.</summary>
    public double[] Changed(double[] rates, Random random)
    {
        double[] now = [.. rates];
        int dead = Change switch { Change.OneCase => 1, Change.Concentrated => (int)Math.Round(Points * Cases / (1 - Flake)), _ => 0 };
        double shift = 0;
        for (int i = 0; i < now.Length; i++)
        {
            if (ClusterSize > 1 && i % ClusterSize == 0) { shift = ClusterShift * (random.Next(2) == 0 ? 1 : -1); }

            double moved = now[i] + shift + (Change switch { Change.Diffuse => -Points, Change.Mixed => i % 2 == 0 ? Points : -Points, _ => 0 });
            now[i] = i < dead ? 0 : Math.Clamp(moved, 0, 1);
        }

        return now;
    }

    public Metric[] Checks() => [.. Enumerable.Range(0, Metrics).Select(m => new Metric
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"m{m}"), Check = "equals", Location = Location.None, ScorerKey = "k",
    })];

    /// <summary>Draws a baseline of the suite.</summary>
    public Baseline Baseline(double[] rates, Metric[] metrics, Random random)
    {
        Rows rows = new(Metrics);
        int samples = Sampling.First + (HasHeldBack ? Sampling.HeldBack : 0);
        return new Baseline
        {
            Suite = "s",
            Model = "m",
            ModelIdentity = "i",
            SamplesPerCase = Sampling.First,
            HeldBackSamples = HasHeldBack ? Sampling.HeldBack : 0,
            IsDeterministic = false,
            Metrics = [.. metrics.Select(m => BaselineMetric.Of(m))],
            Cases = [.. rates.Select((r, i) => Case(i, "old", rows.Draw(r, samples, random)))],
            MustPass = new MustPassState[rates.Length],
        };
    }

    /// <summary>Judges one run of the present model, drawing what the gate asks for; gives the verdict and the samples that it took.</summary>
    public (Verdict Verdict, int Samples) Judge(Baseline baseline, double[] rates, Metric[] metrics, Random random)
    {
        (GateInput input, Verdict verdict) = Settled(baseline, rates, metrics, random);
        return (verdict, input.Cases.Sum(c => c.Samples.Count));
    }

    /// <summary>Judges a case alone, as its test does, and draws what the gate asks for.</summary>
    private static void Alone(GateInput input, CaseScores item, double rate, Rows rows, Random random)
    {
        GateInput alone = input with { Cases = [item], FilteredFrom = input.Cases.Count };
        while (Gate.Judge(alone) is NeedSamples needs) { item.Take([.. item.Samples, .. rows.Draw(rate, needs.Requests.Single().Count, random)]); }
    }

    /// <summary>The same; gives the input with all samples that were drawn.</summary>
    public (GateInput Input, Verdict Verdict) Settled(Baseline baseline, double[] rates, Metric[] metrics, Random random)
    {
        Rows rows = new(Metrics);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        CaseScores[] cases = new CaseScores[rates.Length];
        GateInput input = new()
        {
            Suite = "s", Model = "m", ModelIdentity = "i", Plan = Plan, Metrics = metrics, Cases = cases, Baseline = baseline, Sampling = Sampling, Family = Family,
        };
        for (int i = 0; i < cases.Length; i++)
        {
            cases[i] = Case(i, "new", rows.Draw(rates[i], input.SamplesToBegin, random));
            places[cases[i].Id] = i;
        }

        if (IsHandedOver)
        {
            for (int i = 0; i < cases.Length; i++) { Alone(input, cases[i], rates[i], rows, random); }

            input = input with { CanDraw = false };
        }

        for (int round = 0; ; round++)
        {
            GateOutcome outcome = Gate.Judge(input);
            if (outcome is Verdict verdict) { return (input, verdict); }

            if (round > Sampling.First + 1) { throw new InvalidOperationException("The gate asks for ever."); }

            foreach (SampleRequest request in ((NeedSamples)outcome).Requests)
            {
                CaseScores item = cases[places[request.CaseId]];
                item.Take([.. item.Samples, .. rows.Draw(rates[places[request.CaseId]], request.Count, random)]);
            }
        }
    }

    private CaseScores Case(int place, string prompt, ScoreCell[][] samples) => new()
    {
        Id = Ids[place],
        InputsHash = new Hash128(1, (ulong)place),
        RequestKey = new Hash128(prompt == "old" ? 2UL : 3UL, (ulong)place),
        Cluster = ClusterSize > 1 ? Ids[place / ClusterSize] : null,
        Samples = samples,
    };

    private static readonly string[] Ids = [.. Enumerable.Range(0, 20_000).Select(i => i.ToString("D5", CultureInfo.InvariantCulture))];

    /// <summary>A rate of Beta(a, b) with a = 1/2 and the mean of <see cref="Flake"/>, as a ratio of gamma numbers (Marsaglia and Tsang 2000).</summary>
    private double Beta(Random random)
    {
        double first = Gamma(0.5, random), second = Gamma(0.5 * (1 - Flake) / Flake, random);
        return first / (first + second);
    }

    private static double Gamma(double shape, Random random)
    {
        if (shape < 1) { return Gamma(shape + 1, random) * Math.Pow(random.NextDouble(), 1 / shape); }

        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double v = 1 + (c * x);
            if (v <= 0) { continue; }

            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v))) { return d * v; }
        }
    }

    /// <summary>Rows of cells; those that say the same are one.</summary>
    private sealed class Rows(int metrics)
    {
        private readonly ScoreCell[][] _all = [.. Enumerable.Range(0, 1 << metrics).Select(bits => Enumerable.Range(0, metrics)
            .Select(m => new ScoreCell(CellState.Scored, (bits >> m & 1) == 1, bits >> m & 1)).ToArray())];

        public ScoreCell[][] Draw(double rate, int count, Random random)
        {
            ScoreCell[][] drawn = new ScoreCell[count][];
            for (int s = 0; s < count; s++)
            {
                int bits = 0;
                for (int m = 0; m < metrics; m++) { bits |= random.NextDouble() < rate ? 1 << m : 0; }

                drawn[s] = _all[bits];
            }

            return drawn;
        }
    }
}
