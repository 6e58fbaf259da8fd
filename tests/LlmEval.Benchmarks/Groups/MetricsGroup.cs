using System.Diagnostics;
using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Scoring;
using LlmEval.Scoring.Safety.Pii;
using LlmEval.Scoring.Safety.Secrets;
using LlmEval.Scoring.Text;

namespace LlmEval.Benchmarks.Groups;

/// <summary>The metrics on texts: one pair of 30 words, hot, in this process; and 10,000 cases by ten of them.</summary>
internal sealed class MetricsGroup : IBenchmarkGroup
{
    private const string Answer =
        "The refund for your order will be issued within seven business days, and you will receive an e-mail as soon as the amount of 59.90 euros has been booked to your account.";

    private const string Expected =
        "We will issue the refund of your order within five business days; you will get an e-mail once the amount of 59.90 euros was booked to your bank account, thank you.";

    /// <summary>An answer of 1024 characters with what answers have: numbers, a date, an address, a link; nothing secret in most of it.</summary>
    private static readonly string Kilobyte = string.Concat(Enumerable.Repeat(
        $"{Answer} Order 4411-2024, invoice no. 100 200 300; see https://contoso.com/orders/4411 or write to help@contoso.com by 2024-05-31 at 10:30. ", 5))[..1024];

    private const string Ten = """
        - equals: '{{expected}}'
        - similarity: '{{expected}}'
        - bleu: '{{expected}}'
        - chrf: '{{expected}}'
        - rouge-n: '{{expected}}'
        - rouge-l: '{{expected}}'
        - rouge-lsum: '{{expected}}'
        - gleu: '{{expected}}'
        - meteor-exact-stem: '{{expected}}'
        - token-f1: '{{expected}}'
        """;

    public string Name => "metrics";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string[] references = [Expected];
        List<Figure> figures = [];
        Measure(figures, "bleu", 15, () => Bleu.Sentence(Answer, references).Value);
        Measure(figures, "rouge-l", 10, () => Rouge.L(Answer, references).F);
        Measure(figures, "chrf", 25, () => Chrf.Sentence(Answer, references));
        Measure(figures, "f1", 3, () => Squad.F1(Answer, references));
        Measure(figures, "pii-secrets-1kb", 30, () => PiiScanner.Scan(Kilobyte).Count + SecretScanner.Scan(Kilobyte).Count);
        foreach ((string check, double goal) in new[] { ("bleu", 15.0), ("rouge-l", 10), ("chrf", 25), ("token-f1", 3) })
        {
            BoundCheck bound = Bind($"- {check}: \"{Expected}\"").Checks[0];
            ScoringContext scoring = Context(Answer, Expected);
            Measure(figures, $"check-{check}", goal, () => ScoreNow(bound, scoring));
        }

        IReadOnlyList<double> seconds = await Median.RunsAsync(context.Runs, () => TenAsync(10_000));
        figures.Add(new Figure("metrics-10000-cases-10-metrics", Median.Of(seconds), "s", 3));
        return figures;
    }

    private static async Task<double> TenAsync(int cases)
    {
        CheckSet checks = Bind(Ten);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < cases; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            ScoringContext scoring = Context($"{Answer} {number}", $"{Expected} {number}");
            foreach (BoundCheck check in checks.Checks)
            {
                Score score = await check.ScoreAsync(scoring, CancellationToken.None);
                if (score.Outcome != ScoreOutcome.Scored) { throw new InvalidOperationException($"'{check.Metric.Name}' was not scored: {score.Reason}"); }
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Scorers that only compute are done when they return.
    private static double ScoreNow(BoundCheck check, ScoringContext context)
    {
        ValueTask<Score> score = check.ScoreAsync(context, CancellationToken.None);
        return score.IsCompletedSuccessfully ? score.Result.Value : throw new InvalidOperationException("A check on texts did not compute at once.");
    }

    // The best of many rounds: whatever else the machine does only adds.
    private static void Measure(List<Figure> figures, string name, double goal, Func<double> metric)
    {
        const int Calls = 1000;
        double best = double.MaxValue, sum = 0;
        long bytes = 0;
        for (int round = 0; round < 60; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Calls; i++) { sum += metric(); }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        }

        if (double.IsNaN(sum)) { throw new InvalidOperationException($"'{name}' gave no number."); }

        figures.Add(new Figure($"metrics-{name}", best, "us", goal));
        figures.Add(new Figure($"metrics-{name}-allocated", bytes, "B", 2048));
    }

    private static CheckSet Bind(string yaml)
    {
        DiagnosticBag bag = new();
        LocatedNode? score = YamlReader.Parse(yaml, "metrics.eval.yml", bag);
        CheckSet checks = SuiteChecks.Bind(((SequenceNode)score!).Items, CheckRegistry.BuiltIn, bag).Suite;
        return bag.HasErrors ? throw new InvalidOperationException(bag.Items[0].Message) : checks;
    }

    private static ScoringContext Context(string answer, string expected) =>
        new(new Sample { Number = 0, Turns = [new Answer { Text = answer }] }, 0, new OneValue(expected));

    private sealed class OneValue(string text) : Prompts.ITemplateValues
    {
        public string Description => "a case";

        public Location Location => Location.None;

        public CaseValue? Find(string path) => path == "expected" ? CaseValue.OfText(text) : null;
    }
}
