using System.Globalization;

namespace LlmEval.Gating.Budgets;

/// <summary>Bounds of a budget in words.</summary>
internal static class BudgetText
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    public static string Describe(BudgetVerdict verdict)
    {
        string name = verdict.Bound.Measure.Name();
        if (verdict.Value is not { } value) { return $"{name}: not judged ({verdict.Reason})"; }

        List<string> parts = [];
        if (verdict is { Lower: { } lower, Upper: { } upper }) { parts.Add($"95% interval {Amount(verdict, lower)} to {Amount(verdict, upper)}"); }

        if (verdict.BaselineValue is { } before) { parts.Add($"was {Amount(verdict, before)}"); }

        if (verdict is { Ratio: { } ratio, RatioLower: { } least } && verdict.Bound.Rise is not null) { parts.Add($"{Change(ratio)} over {Names.Count(verdict.Compared, "compared case")}{Sure(verdict, least)}"); }

        parts.Add(Allowed(verdict));
        if (verdict.Reason is { } reason) { parts.Add(reason); }

        return $"{name}: {Amount(verdict, value)} over {Names.Count(verdict.Cases, "case")} ({string.Join("; ", parts)})";
    }

    /// <summary>What a bound that is not kept says.</summary>
    public static string Over(BudgetVerdict verdict)
    {
        List<string> sentences = [];
        string value = $"{verdict.Bound.Measure.Name()}: {Amount(verdict, verdict.Value!.Value)} over {Names.Count(verdict.Cases, "case")}";
        if (verdict is { Lower: { } lower, Upper: { } upper }) { value += $" (95% interval {Amount(verdict, lower)} to {Amount(verdict, upper)})"; }

        if (verdict.MaxHolds == false) { sentences.Add($"{value} is above its budget of {Amount(verdict, verdict.Bound.Max!.Value)}."); }

        if (verdict.RiseHolds == false)
        {
            string who = sentences.Count == 0 ? $"{value}{(verdict.BaselineValue is { } before ? $" (was {Amount(verdict, before)})" : string.Empty)} rose too much" : "It rose too much";
            sentences.Add($"{who}: {Change(verdict.Ratio!.Value)} over {Names.Count(verdict.Compared, "compared case")}{Sure(verdict, verdict.RatioLower!.Value)}; the budget allows {Percent(verdict.Bound.Rise!.Value)}.");
        }

        return string.Join(' ', sentences);
    }

    private static string Sure(BudgetVerdict verdict, double least) => verdict.Confidence is not { } confidence ? string.Empty
        : string.Create(s_invariant, $", {Math.Floor(confidence * 1e6) / 1e4:0.####}% sure of {Change(least)} or more");

    private static string Allowed(BudgetVerdict verdict)
    {
        List<string> bounds = [];
        if (verdict.Bound.Max is { } max) { bounds.Add($"at most {Amount(verdict, max)}"); }

        if (verdict.Bound.Rise is { } rise) { bounds.Add($"at most {Percent(rise)} more than the baseline"); }

        return string.Join(", ", bounds);
    }

    private static string Amount(BudgetVerdict verdict, double value) => string.Create(s_invariant, $"{value:0.######} {verdict.Unit}");

    private static string Change(double ratio) => ratio >= Math.Exp(49) ? "from nothing to something" : ratio >= 1 ? $"{Percent(ratio - 1)} more" : $"{Percent(1 - ratio)} less";

    private static string Percent(double share) => string.Create(s_invariant, $"{share * 100:0.#}%");
}
