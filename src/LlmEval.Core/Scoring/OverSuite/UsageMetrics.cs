using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// Metrics over the suite that every suite has: what a sample costs and how long it takes. Reported, and open to a ceiling in <c>floor</c>; never compared with the
/// baseline by a test. Only the model under test counts, not the models that judge it.
/// </summary>
public static class UsageMetrics
{
    /// <summary>Mean money a sample, in the currency of the model's price.</summary>
    public const string Cost = "cost";

    /// <summary>Median time of a sample, in seconds.</summary>
    public const string LatencyMedian = "latency-p50";

    /// <summary>The time that 95 of 100 samples keep, in seconds.</summary>
    public const string LatencyP95 = "latency-p95";

    /// <summary>Median time to the first token of a sample's first answer, in seconds, where it was measured.</summary>
    public const string FirstTokenMedian = "first-token-p50";

    /// <summary>The time to the first token that 95 of 100 samples keep, in seconds.</summary>
    public const string FirstTokenP95 = "first-token-p95";

    /// <summary>Mean tokens of the requests of a sample.</summary>
    public const string InputTokens = "input-tokens";

    /// <summary>Mean tokens of the answers of a sample.</summary>
    public const string OutputTokens = "output-tokens";

    /// <summary>Whether a name is one of theirs.</summary>
    public static bool IsOne(string metric) => metric is Cost or LatencyMedian or LatencyP95 or InputTokens or OutputTokens || IsFirstToken(metric);

    /// <summary>Whether a name is that of a time to the first token, which only some models give.</summary>
    public static bool IsFirstToken(string metric) => metric is FirstTokenMedian or FirstTokenP95;

    /// <summary>The metrics, in their order.</summary>
    /// <param name="currency">The currency of the model's price.</param>
    public static IReadOnlyList<SuiteMetric> Of(string currency) =>
    [
        One(Cost, currency), One(LatencyMedian, "s"), One(LatencyP95, "s"), One(FirstTokenMedian, "s"), One(FirstTokenP95, "s"), One(InputTokens, "tokens"), One(OutputTokens, "tokens"),
    ];

    private static SuiteMetric One(string name, string unit) => new(
        new Metric
        {
            Name = name,
            Check = name,
            Location = Location.None,
            Unit = unit,
            IsBinary = false,
            HigherIsBetter = false,
            IsGated = false,
            Decides = false,
            ScorerKey = $"{name}-1",
        },
        Threshold: null) { IsUsage = true };
}
