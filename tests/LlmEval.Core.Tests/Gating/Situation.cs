using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating;

/// <summary>A suite of two moments: what was accepted and what came now. Rows are values a metric; NaN is unscored, null nothing to judge.</summary>
internal sealed class Situation
{
    public List<Metric> Metrics { get; } = [];

    public Dictionary<string, Row[]> Before { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Row[]> Now { get; } = new(StringComparer.Ordinal);

    public HashSet<string> MustPass { get; } = [];

    public HashSet<string> Edited { get; } = [];

    public GatePlan Plan { get; set; } = GatePlan.Default;

    public bool Deterministic { get; set; } = true;

    public int SamplesPerCase { get; set; } = 1;

    /// <summary>Rows of <see cref="Before"/> after the first ones that the baseline holds back.</summary>
    public int HeldBack { get; set; }

    public int Family { get; set; } = 1;

    /// <summary>How many samples each stage draws; by default in proportion to <see cref="SamplesPerCase"/>.</summary>
    public SamplePlan? Sampling { get; set; }

    /// <summary>Cases whose request is the baseline's.</summary>
    public HashSet<string> Same { get; } = [];

    public Dictionary<string, string> Clusters { get; } = new(StringComparer.Ordinal);

    public bool HasBaseline { get; set; } = true;

    public bool Requires { get; set; }

    public int? FilteredFrom { get; set; }

    /// <summary>What tells the requests of now from those of another prompt.</summary>
    public string Prompt { get; set; } = "new";

    /// <summary>Whether the prompt is the baseline's, so that every request is.</summary>
    public bool SamePrompt { get; set; }

    /// <summary>Metrics of the baseline, where they differ from those of now.</summary>
    public List<Metric>? MetricsBefore { get; set; }

    public sealed record Row(params double?[] Values);

    public static Metric Binary(string name, bool gated = true, string key = "k1", bool higher = true) => new()
    {
        Name = name, Check = "equals", Location = new Location("/s/a.eval.yml", 3, 5), ScorerKey = name + key, IsGated = gated, Decides = gated, CanFail = gated, HigherIsBetter = higher,
    };

    public static Metric Graded(string name, string unit = "ratio", bool higher = true, bool gated = true) => new()
    {
        Name = name, Check = "levenshtein", Location = new Location("/s/a.eval.yml", 4, 5), ScorerKey = name + "k1", IsBinary = false,
        Unit = unit, HigherIsBetter = higher, IsGated = gated, Decides = gated, CanFail = gated,
    };

    /// <summary>One pass-or-fail metric "category"; a letter a case before and now: p pass, f fail, u unscored, - nothing to judge, . no such case.</summary>
    public static Situation Cases(string before, string now)
    {
        Situation situation = new();
        situation.Metrics.Add(Binary("category"));
        situation.Letters(before, now);
        return situation;
    }

    public void Letters(string before, string now)
    {
        for (int i = 0; i < Math.Max(before.Length, now.Length); i++)
        {
            string id = $"c{i:D6}";
            if (i < before.Length && before[i] != '.') { Before[id] = [new Row(Letter(before[i]))]; }

            if (i < now.Length && now[i] != '.') { Now[id] = [new Row(Letter(now[i]))]; }
        }
    }

    public static string Ids(params int[] numbers) => string.Join(" ", numbers.Select(n => $"c{n:D6}"));

    public GateInput Input(Baseline? baseline = null) => new()
    {
        Suite = "triage", Model = "tiny", ModelIdentity = "sha256:1", Plan = Plan, Metrics = Metrics,
        Cases = [.. Now.Select(c => Case(c.Key, c.Value, Metrics, isNow: true))],
        Baseline = baseline ?? (HasBaseline ? Baseline() : null),
        IsDeterministic = Deterministic, Sampling = Sampling ?? SamplePlan.Of(SamplesPerCase), Family = Family, FilteredFrom = FilteredFrom, RequiresBaseline = Requires,
    };

    public Baseline Baseline()
    {
        List<Metric> metrics = MetricsBefore ?? Metrics;
        GateInput input = new()
        {
            Suite = "triage", Model = "tiny", ModelIdentity = "sha256:0", Plan = GatePlan.Default, Metrics = metrics,
            Cases = [.. Before.Select(c => Case(c.Key, [.. c.Value.Take(Math.Max(1, c.Value.Length - HeldBack))], metrics, isNow: false))],
            IsDeterministic = Deterministic, Sampling = SamplePlan.Of(SamplesPerCase),
        };
        Verdict verdict = Gate.Judge(input) as Verdict ?? new Verdict
        {
            Suite = "triage", Model = "tiny", Kind = VerdictKind.MustPass, Findings = [], Metrics = [], Cases = Before.Count, TotalCases = Before.Count,
            SamplesPerCase = SamplesPerCase,
        };
        Baseline first = Acceptance.Candidate(input, verdict, Location.None, new DiagnosticBag())!;
        return HeldBack == 0 ? first : new Baseline
        {
            Suite = first.Suite, Model = first.Model, ModelIdentity = first.ModelIdentity, IsDeterministic = first.IsDeterministic, Metrics = first.Metrics, MustPass = first.MustPass,
            SamplesPerCase = first.SamplesPerCase, HeldBackSamples = HeldBack,
            Cases = [.. first.Cases.Select(c => Case(c.Id, Before[c.Id], metrics, isNow: false))],
        };
    }

    public GateOutcome Outcome() => Gate.Judge(Input());

    public Verdict Verdict() => Outcome().Should().BeOfType<Verdict>().Subject;

    public MetricVerdict Metric(string name = "category") => Settled().Metrics.Single(m => m.Metric.Name == name);

    /// <summary>Asks, draws what is asked for, asks again, as the engine does.</summary>
    public Verdict Settled(Func<string, int, Row> draw)
    {
        for (int round = 0; round < 5; round++)
        {
            GateOutcome outcome = Outcome();
            if (outcome is Verdict verdict) { return verdict; }

            foreach (SampleRequest request in ((NeedSamples)outcome).Requests)
            {
                Now[request.CaseId].Length.Should().Be(request.First);
                Now[request.CaseId] = [.. Now[request.CaseId], .. Enumerable.Range(request.First, request.Count).Select(n => draw(request.CaseId, n))];
            }
        }

        throw new InvalidOperationException("The gate asks for ever.");
    }

    /// <summary>Every fresh sample is like the first.</summary>
    public Verdict Settled() => Settled((id, _) => Now[id][0]);

    private static double? Letter(char letter) => letter switch { 'p' => 1, 'f' => 0, 'u' => double.NaN, '-' => null, _ => throw new InvalidOperationException($"There is no letter {letter}.") };

    private CaseScores Case(string id, Row[] samples, List<Metric> metrics, bool isNow) => new()
    {
        Id = id,
        InputsHash = Hash128.Of(isNow && Edited.Contains(id) ? "edited" : "inputs-" + id),
        RequestKey = Hash128.Of(isNow && !SamePrompt && !Same.Contains(id) ? Prompt + "-" + id : "old-" + id),
        MustPass = MustPass.Contains(id),
        Cluster = Clusters.GetValueOrDefault(id),
        Samples = [.. samples.Select(s => s.Values.Select((v, m) => Cell(metrics[m], v)).ToArray())],
    };

    private static ScoreCell Cell(Metric metric, double? value) => value switch
    {
        null => new ScoreCell(CellState.NotApplicable, false, 0),
        double.NaN => new ScoreCell(CellState.Unscored, false, 0),
        { } v => new ScoreCell(CellState.Scored, metric.IsBinary ? v == (metric.HigherIsBetter ? 1 : 0) : v >= 0.5, v),
    };
}
