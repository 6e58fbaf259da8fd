using System.Globalization;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>The metrics before and now, with what the comparison rests on.</summary>
internal static class MetricsSection
{
    private static readonly string[] s_columns = ["Before", "Now", "Difference", "95% interval", "Cases", "Lost / won", "Floor", "p", "Samples"];
    private static readonly string[] s_adjustedColumns = [.. s_columns[..^1], "Adjusted p", "Alpha", "Samples"];

    public static void Add(Markup page, SuiteView view)
    {
        Verdict verdict = view.Verdict;
        if (verdict.Metrics.Count == 0 && verdict.SuiteScores.Count == 0) { return; }

        int number = view.Number;

        // A deterministic suite is counted, not tested: two columns of nothing are left out.
        bool isAdjusted = verdict.Metrics.Any(m => m.AdjustedPValue is not null || m.Alpha is not null);
        page.Add($"<section aria-labelledby=\"s{number}-metrics\"><h3 id=\"s{number}-metrics\">Metrics</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"s{number}-metrics\"><table>\n<thead><tr>");
        foreach (string column in new[] { "Metric", "State" }) { page.Add($"<th scope=\"col\">{column}</th>"); }

        foreach (string column in isAdjusted ? s_adjustedColumns : s_columns) { page.Add($"<th scope=\"col\" class=\"n\">{column}</th>"); }

        page.Add($"</tr></thead>\n<tbody>\n");
        foreach (MetricVerdict metric in verdict.Metrics) { AddRow(page, metric, isAdjusted); }

        page.Add($"</tbody>\n");
        SuiteScoreVerdict[] over = [.. verdict.SuiteScores.Where(s => !s.Of.IsUsage)];
        if (over.Length > 0)
        {
            page.Add($"<tbody><tr><th scope=\"rowgroup\" colspan=\"{(isAdjusted ? 13 : 11)}\" class=\"group\">Over the whole suite</th></tr>\n");
            foreach (SuiteScoreVerdict score in over) { AddRow(page, score, view.Suite.IsPrivate, isAdjusted); }

            page.Add($"</tbody>\n");
        }

        page.Add($"</table></div>\n");
        if (verdict.Metrics.Any(m => m.PValue is not null))
        {
            page.Add($"<p class=\"note\">p: how often chance alone would give a fall like this one. {(isAdjusted ? "Adjusted p counts all metrics and suites of the build; a fall is one when it is at most alpha. " : string.Empty)}The difference is over the cases that are compared.</p>\n");
        }

        page.Add($"</section>\n");
    }

    private static void AddRow(Markup page, MetricVerdict verdict, bool isAdjusted)
    {
        Metric metric = verdict.Metric;
        (string state, string tone) = State(verdict);
        page.Add($"<tr><th scope=\"row\">{metric.Name}<span class=\"check\">{(metric.Check == metric.Name ? string.Empty : metric.Check)}{(metric.HigherIsBetter ? string.Empty : " less is better")}</span></th><td><span class=\"chip {tone}\">{state}</span></td>");
        Cell(page, MetricNumbers.Value(metric, verdict.BaselineMean));
        Cell(page, MetricNumbers.Value(metric, verdict.CurrentMean ?? verdict.Mean));
        Cell(page, MetricNumbers.Signed(metric, verdict.Difference), Tone(metric, verdict.Difference));
        Cell(page, MetricNumbers.Interval(metric, verdict.IntervalLower, verdict.IntervalUpper));
        Cell(page, Cases(verdict));
        Cell(page, verdict.BaselineMean is null ? MetricNumbers.None : string.Create(CultureInfo.InvariantCulture, $"{verdict.Lost.Count} / {verdict.Won.Count}"));
        Cell(page, Floor(metric, verdict.Floor, verdict.FloorHolds), verdict.FloorHolds == false ? "bad" : string.Empty);
        Cell(page, MetricNumbers.Probability(verdict.PValue));
        if (isAdjusted)
        {
            Cell(page, MetricNumbers.Probability(verdict.AdjustedPValue));
            Cell(page, MetricNumbers.Probability(verdict.Alpha));
        }

        Cell(page, verdict.SamplesUsed > 0 ? Number(verdict.SamplesUsed) : Number(verdict.Samples));
        page.Add($"</tr>\n");
    }

    private static void AddRow(Markup page, SuiteScoreVerdict verdict, bool isPrivate, bool isAdjusted)
    {
        Metric metric = verdict.Metric;
        string state = verdict.Score.Outcome == ScoreOutcome.Unscored ? "unscored" : verdict.Value is null ? "no value" : verdict.Holds == false || verdict.FloorHolds == false ? "does not hold" : verdict.Holds == true || verdict.FloorHolds == true ? "holds" : "reported";
        string tone = state is "unscored" or "does not hold" ? "bad" : "open";
        string bound = verdict.Floor is not null ? Floor(metric, verdict.Floor, verdict.FloorHolds) : Floor(metric, verdict.Score.Threshold, verdict.Holds);
        page.Add($"<tr><th scope=\"row\">{metric.Name}<span class=\"check\">{(isPrivate ? string.Empty : HtmlText.Short(verdict.Score.Reason, 200))}</span></th><td><span class=\"chip {tone}\">{state}</span></td>");
        Cell(page, MetricNumbers.Value(metric, verdict.BaselineValue));
        Cell(page, MetricNumbers.Value(metric, verdict.Value));
        Cell(page, MetricNumbers.Signed(metric, verdict.Difference), Tone(metric, verdict.Difference));
        Cell(page, verdict.Score is { Lower: { } lower, Upper: { } upper } ? $"value {MetricNumbers.Value(metric, lower)} to {MetricNumbers.Value(metric, upper)}" : MetricNumbers.None);
        Cell(page, Number(verdict.Score.Count));
        Cell(page, MetricNumbers.None);
        Cell(page, bound, verdict.FloorHolds == false || verdict.Holds == false ? "bad" : string.Empty);
        for (int i = 0; i < (isAdjusted ? 4 : 2); i++) { Cell(page, MetricNumbers.None); }

        page.Add($"</tr>\n");
    }

    private static void Cell(Markup page, string text, string tone = "") => page.Add($"<td class=\"n {tone}\">{text}</td>");

    private static string Cases(MetricVerdict verdict) => verdict.Paired > 0 && verdict.Paired != verdict.Cases
        ? string.Create(CultureInfo.InvariantCulture, $"{verdict.Paired} of {verdict.Cases}") : Number(Math.Max(verdict.Cases, verdict.Paired));

    private static string Floor(Metric metric, double? floor, bool? holds) => floor is null ? MetricNumbers.None
        : MetricNumbers.Value(metric, floor) + (holds switch { true => " holds", false => " broken", _ => string.Empty });

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Tone(Metric metric, double? difference) => difference is not { } moved || metric.BestIsZero || Math.Abs(moved) < 1e-9 ? string.Empty
        : moved > 0 == metric.HigherIsBetter ? "better" : "worse";

    private static (string State, string Tone) State(MetricVerdict verdict) => verdict.State switch
    {
        MetricState.Held => ("held", "good"),
        MetricState.Fell => ("fell", "bad"),
        MetricState.Rose => ("rose", "good"),
        MetricState.Unchanged => ("unchanged", "good"),
        MetricState.NotCompared => (verdict.FloorHolds == false ? "below floor" : "reported", verdict.FloorHolds == false ? "bad" : "open"),
        MetricState.New => (verdict.FloorHolds == false ? "below floor" : "new", verdict.FloorHolds == false ? "bad" : "open"),
        MetricState.Incomparable => ("incomparable", "open"),
        MetricState.Unscored => ("unscored", "bad"),
        MetricState.NotApplicable => ("nothing to judge", "open"),
        _ => ("too few", "open"),
    };
}
