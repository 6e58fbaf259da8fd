using System.Globalization;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>Numbers of a metric in the cells of a table, culture-invariant.</summary>
internal static class MetricNumbers
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>Stands for what is not there.</summary>
    public const string None = "–";

    public static string Value(Metric metric, double? value) => value is { } number ? MetricText.Value(metric, number) : None;

    public static string Signed(Metric metric, double? difference) => difference is { } number ? MetricText.Signed(metric, number) : None;

    /// <summary>The ends of a difference's interval, without their unit: it stands beside the difference.</summary>
    public static string Interval(Metric metric, double? lower, double? upper) =>
        lower is { } from && upper is { } to ? $"{Bare(metric, from)} to {Bare(metric, to)}" : None;

    public static string Probability(double? p) => p is not { } value ? None : value == 0 ? "0" : value < 0.001 ? value.ToString("0e0", s_invariant) : value.ToString("0.###", s_invariant);

    public static string Count(int count, string one) => string.Create(s_invariant, $"{count} {one}{(count == 1 ? string.Empty : "s")}");

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", s_invariant) ?? None;

    public static bool IsShare(Metric metric) => metric.IsBinary || metric.Unit is "pass" or "ratio";

    /// <summary>The t interval knows no bounds, a difference of shares does.</summary>
    private static string Bare(Metric metric, double difference) => IsShare(metric)
        ? (Math.Clamp(difference, -1, 1) * 100).ToString("+0.0;-0.0;0.0", s_invariant)
        : (difference > 0 ? "+" : string.Empty) + difference.ToString("G3", s_invariant);
}
