using System.Globalization;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Shared;

/// <summary>A suite as a report sees it, with as many cases as wanted: answers in a result file, a baseline, a verdict. The same seed gives the same.</summary>
internal sealed class SyntheticReport
{
    private static readonly string[] s_words = "the customer order refund was delayed because payment failed and our team will send a new invoice by mail within three business days please check account number before you reply thank for your patience shipping address changed delivery window status pending support agent confirmed".Split(' ');
    private static readonly string[] s_labels = ["billing", "outage", "delivery", "account"];

    public string Suite { get; init; } = "triage";

    public string Model { get; init; } = "tiny";

    public int Cases { get; init; } = 240;

    public int Samples { get; init; } = 3;

    public bool IsPrivate { get; init; }

    public bool HasBaseline { get; init; } = true;

    public bool HasResult { get; init; } = true;

    public VerdictKind Kind { get; init; } = VerdictKind.Regression;

    /// <summary>The text of the first, lost case's answers and reasons; null for an ordinary one.</summary>
    public string? Planted { get; init; }

    /// <summary>The id of the first, lost case.</summary>
    public string FirstId { get; init; } = "t-00000";

    public static Manifest Manifest(string folder, string name = "Shop") => new()
    {
        Project = Path.Combine(folder, name + ".csproj"),
        ProjectDirectory = folder,
        ProjectName = name,
        OutputDirectory = Path.Combine(folder, "obj"),
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Writes the result file, if there is one, and gives what a report is written from.</summary>
    public ReportedSuite Create(string folder)
    {
        Random random = new(4711);
        Metric[] metrics =
        [
            Metric("category", "equals"), Metric("is-json", "is-json"),
            Metric("helpful", "llm-rubric") with { Unit = "ratio", IsBinary = false, IsJudged = true },
            Metric("words", "length") with { Unit = "words", IsBinary = false, HigherIsBetter = false, Decides = false },
        ];
        string path = Path.Combine(folder, "obj", "results", FileNames.Of(Suite) + "." + FileNames.Of(Model) + ".jsonl");
        List<CaseScores> now = new(Cases), before = new(Cases);
        List<string> lost = [], won = [], unstable = [], unscored = [];
        Dictionary<string, string> old = new(StringComparer.Ordinal);
        using (ResultFile? result = HasResult ? ResultFile.Create(path, Lineage(metrics)) : null)
        {
            for (int i = 0; i < Cases; i++)
            {
                string id = i == 0 ? FirstId : string.Create(CultureInfo.InvariantCulture, $"t-{i:00000}");
                int fate = i == 0 ? 0 : random.Next(100);
                string? state = fate < 8 ? "lost" : fate < 11 ? "won" : fate < 13 ? "unstable" : fate < 15 ? "unscored" : null;
                (state switch { "lost" => lost, "won" => won, "unstable" => unstable, "unscored" => unscored, _ => [] }).Add(id);
                List<Sample> samples = [];
                List<IReadOnlyList<Score>> scores = [];
                List<ScoreCell[]> cells = [], oldCells = [];
                old[id] = Text(random, "billing");
                for (int n = 0; n < Samples; n++)
                {
                    bool passes = state is not "lost" && (state != "unstable" || n > 0);
                    Score[] row = Score(metrics, random, passes, state == "unscored" && n == 0, i == 0 ? Planted : null);
                    string answer = i == 0 && Planted is not null ? Planted : state == "lost" ? old[id].Replace("billing", "none", StringComparison.Ordinal) : Text(random, s_labels[i % 4]);
                    samples.Add(new Sample { Number = n, FromCache = n > 0, Turns = state == "unscored" && n == 0 ? [] : [new Answer { Text = answer, OutputTokens = 40 }], Trouble = state == "unscored" && n == 0 ? "no answer within 30 s" : null });
                    scores.Add(row);
                    cells.Add([.. row.Select(ScoreCell.Of)]);
                    oldCells.Add([.. Score(metrics, random, state != "won", false, null).Select(ScoreCell.Of)]);
                }

                string[] tags = [s_labels[i % 4], i % 3 == 0 ? "de" : "en"];
                CaseScores item = new() { Id = id, Line = i + 20, InputsHash = Hash128.Of(id), RequestKey = Hash128.Of(id + "now"), Tags = tags, Samples = cells };
                now.Add(item);
                if (HasBaseline) { before.Add(item with { RequestKey = Hash128.Of(id), Samples = oldCells }); }

                result?.Add(new ResultCase { Id = id, Location = new Location("evals/triage.eval.yml", i + 20), RequestKey = item.RequestKey, Samples = samples, Scores = scores });
            }

            result?.End([]);
            result?.Keep();
        }

        BaselineEntry[] accepts =
        [
            new(new DateOnly(2026, 8, 1), null, "0.1.0", [new("category", 0.95), new("helpful", 0.8)]),
            new(new DateOnly(2026, 11, 2), "shorter answers are wanted", "0.1.0", [new("category", 0.97), new("helpful", 0.74)]),
        ];
        Baseline? baseline = !HasBaseline ? null : new Baseline
        {
            Suite = Suite, Model = Model, ModelIdentity = "sha256:0011", SamplesPerCase = Samples, IsDeterministic = false, Entries = accepts,
            Metrics = [.. metrics.Select(m => BaselineMetric.Of(m))], Cases = [.. before.OrderBy(c => c.Id, StringComparer.Ordinal)], MustPass = new MustPassState[Cases],
        };
        string[] confirmed = [.. lost.Take(3)];
        Verdict verdict = new()
        {
            Suite = Suite, Model = Model, Kind = Kind, Cases = Cases, TotalCases = Cases, SamplesPerCase = Samples,
            Findings = Findings(metrics[0], lost),
            Metrics = Kind is VerdictKind.NotEvaluated or VerdictKind.ModelMissing ? [] : [.. metrics.Select((m, i) => Verdict(m, i, now, before, lost, won, unstable))],
            SuiteScores = [OverSuite(metrics[0])],
            LostCases = HasBaseline ? confirmed : [], UnscoredCases = unscored,
            EditedCases = HasBaseline && Cases > 30 ? ["t-00021", "t-00022"] : [], NewCases = HasBaseline && Cases > 30 ? ["t-00030"] : [], VanishedCases = HasBaseline ? ["old-case"] : [],
            UnchangedCases = 12, Family = 3, CanSee = "240 cases x 3: one case that dies (84%), a general fall only from about 4 points.",
        };
        return new ReportedSuite
        {
            Verdict = verdict, ModelIdentity = "sha256:0022", BaselineIdentity = HasBaseline ? "sha256:0011" : null, ResultPath = HasResult ? path : null, SamplesDrawn = Cases,
            UsedForAnswers = new Usage(Cases, Cases * 120L, Cases * 40L, 0.42), UsedForJudging = new Usage(Cases, Cases * 300L, Cases * 10L, 0.2), UsedForConfirmation = new Usage(30, 3600, 1200, 0.01),
            Accepts = HasBaseline ? accepts : [], Cases = now, Metrics = metrics, Baseline = baseline, IsPrivate = IsPrivate, SuitePath = Path.Combine(folder, "evals", "triage.eval.yml"),
            Parameters = new ModelParameters { Temperature = 0.7, MaxTokens = 200 },
            BaselineAnswer = HasBaseline && !IsPrivate ? id => old.GetValueOrDefault(id) : null,
            Since = !HasBaseline ? null : new SinceBaseline
            {
                Prompt = "triage", IsPromptChanged = true, ModelBefore = "sha256:0011", ModelNow = "sha256:0022", ParametersBefore = "{\"temperature\":0.2}", ParametersNow = "{\"temperature\":0.7}", ChangedScorers = ["words"], IsGateChanged = false,
                PromptDiff =
                [
                    new(DiffKind.Gap, string.Empty), new(DiffKind.Same, "  - role: system"), new(DiffKind.Removed, "    content: Sort the ticket."),
                    new(DiffKind.Added, "    content: Sort the ticket. Use none when a value is missing."), new(DiffKind.Same, "  - role: user"), new(DiffKind.Gap, string.Empty),
                ],
            },
        };
    }

    private static Metric Metric(string name, string check) => new() { Name = name, Check = check, Location = new Location("evals/triage.eval.yml", 9), ScorerKey = name };

    private static string Text(Random random, string label) =>
        $"{{\"category\":\"{label}\",\"reply\":\"{string.Join(' ', Enumerable.Range(0, 32).Select(_ => s_words[random.Next(s_words.Length)]))}\"}}";

    private static Score[] Score(Metric[] metrics, Random random, bool passes, bool isUnscored, string? planted)
    {
        if (isUnscored) { return [.. metrics.Select(m => LlmEval.Model.Score.Unscored(m.Name, "no answer within 30 s"))]; }

        double helpful = Math.Round((passes ? 0.7 : 0.2) + (0.25 * random.NextDouble()), 3);
        return
        [
            LlmEval.Model.Score.Of(metrics[0].Name, passes ? 1 : 0, passes, passes ? string.Empty : planted ?? "expected 'billing', got 'none'") with { Evidence = planted is null ? [] : [new Evidence(0, 4, planted, planted)], Expected = planted },
            LlmEval.Model.Score.Of(metrics[1].Name, 1, true, string.Empty),
            LlmEval.Model.Score.Of(metrics[2].Name, helpful, helpful >= 0.5, planted ?? (helpful >= 0.5 ? "The reply names the order and what happens next." : "The reply does not say what happens next, and the category is not one of the list.")),
            LlmEval.Model.Score.Of(metrics[3].Name, 20 + random.Next(30), true, string.Empty),
        ];
    }

    private MetricVerdict Verdict(Metric metric, int column, List<CaseScores> now, List<CaseScores> before, List<string> lost, List<string> won, List<string> unstable)
    {
        double mean = Mean(now), was = before.Count > 0 ? Mean(before) : 0;
        if (before.Count == 0) { return new MetricVerdict { Metric = metric, State = MetricState.New, Mean = mean, Cases = Cases, Samples = Cases * Samples }; }

        bool isMoved = column is 0 or 2;
        return new MetricVerdict
        {
            Metric = metric, State = isMoved && Kind == VerdictKind.Regression ? MetricState.Fell : MetricState.Held, Mean = mean, Cases = Cases, Samples = Cases * Samples, Paired = Cases - 3,
            BaselineMean = was, CurrentMean = mean, Difference = mean - was, IntervalLower = mean - was - 0.02, IntervalUpper = mean - was + 0.02,
            PValue = isMoved ? 2e-9 : 0.4, AdjustedPValue = isMoved ? 6e-9 : 1, Alpha = 0.01, SamplesUsed = Cases * Samples, Rule = "paired t",
            Lost = isMoved ? lost : [], Won = isMoved ? won : [], Unstable = column == 0 ? unstable : [],
            Suspects = column == 0 && lost.Count > 0 ? [new SuspectVerdict(lost[0], 1e-4, 3e-4, IsLost: true, "passed 0 of 12, was 9 of 9")] : [],
            Floor = column == 1 ? 0.95 : null, FloorHolds = column == 1 ? true : null,
            Slices = [.. s_labels.Select((l, i) => new SliceScore(l, mean - (0.03 * i), Cases / 4))],
            Judge = column == 2 ? new JudgeState { Metric = metric.Name, Judge = "judge", Summary = "agrees with 120 labels of people (kappa 0.71, 0.6 to 0.8)" } : null,
        };

        double Mean(List<CaseScores> cases) => cases.SelectMany(c => c.Samples).Where(s => s[column].State == CellState.Scored).Select(s => s[column].Value).DefaultIfEmpty().Average();
    }

    private Finding[] Findings(Metric metric, List<string> lost) => Kind switch
    {
        VerdictKind.Regression => [new(Kind, Diagnostics.Regression, Severity.Error, metric, lost, $"category: 97.2% -> 88.9% (-8.3 points). Lost: {Names.Few(lost)}."), new(VerdictKind.Pass, Diagnostics.NoBaseline, Severity.Message, null, [], "A note that says a little.")],
        VerdictKind.NoBaseline => [new(Kind, Diagnostics.NoBaseline, Severity.Warning, null, [], "There is no baseline. Accept the answers: dotnet build -t:LlmEvalAccept.")],
        VerdictKind.Error => [new(Kind, Diagnostics.TooMuchUnscored, Severity.Error, metric, [], "40 of 720 samples could not be scored.")],
        VerdictKind.NotEvaluated => [new(Kind, Diagnostics.TooMuchUnscored, Severity.Warning, null, [], "The prompt changed and the answers are not in the cache.")],
        _ => [],
    };

    private static SuiteScoreVerdict OverSuite(Metric of)
    {
        Metric f1 = of with { Name = "f1", Check = "f1", Unit = "ratio", IsBinary = false };
        string[][] rows = [.. s_labels.Select((l, r) => (string[])[l, .. s_labels.Select((_, c) => (r == c ? 50 - r : (r + c) % 3).ToString(CultureInfo.InvariantCulture))])];
        return new SuiteScoreVerdict
        {
            Of = new SuiteMetric(f1, 0.8), Holds = true, BaselineValue = 0.95,
            Score = new SuiteScore
            {
                Metric = "f1", Check = "f1", Outcome = ScoreOutcome.Scored, Value = 0.91, Lower = 0.88, Upper = 0.94, Count = 720, Threshold = 0.8, Reason = "macro over 4 labels", ScorerKey = "f1",
                Tables = [new SuiteTable("confusion matrix of category (rows expected, columns answered)", ["expected", .. s_labels], rows)],
            },
        };
    }

    private ResultLineage Lineage(Metric[] metrics) => new()
    {
        Suite = Suite, Model = Model, Project = "Shop", ModelIdentity = "sha256:0022", ModelLineage = new Dictionary<string, string>(StringComparer.Ordinal), Parameters = ModelParameters.Empty,
        Files = new Dictionary<string, string>(StringComparer.Ordinal), Metrics = metrics, IsPrivate = IsPrivate, Tool = "0.1.0",
    };
}
