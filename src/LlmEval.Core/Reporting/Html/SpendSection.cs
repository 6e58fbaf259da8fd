using System.Globalization;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Running;

namespace LlmEval.Reporting.Html;

/// <summary>What the run used, how one case is run again, how far the judge can be trusted, and how old the baseline is.</summary>
internal static class SpendSection
{
    public static void Add(Markup page, SuiteView view, CaseTexts texts)
    {
        int number = view.Number;
        ReportedSuite suite = view.Suite;
        page.Add($"<section aria-labelledby=\"s{number}-spend\" class=\"facts\"><h3 id=\"s{number}-spend\">Spend, judge and baseline</h3>\n");
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"s{number}-spend\"><table><thead><tr><th scope=\"col\">Used now for</th><th scope=\"col\" class=\"n\">Calls</th><th scope=\"col\" class=\"n\">Tokens in</th><th scope=\"col\" class=\"n\">Tokens out</th><th scope=\"col\" class=\"n\">Cost</th></tr></thead><tbody>\n");
        AddUsage(page, "Answers", suite.UsedForAnswers, suite.Currency);
        if (suite.UsedForHeldBack.Calls > 0) { AddUsage(page, "Samples held back", suite.UsedForHeldBack, suite.Currency); }

        AddUsage(page, "Judge", suite.UsedForJudging, suite.JudgeCurrency);
        AddUsage(page, "Confirmation", suite.UsedForConfirmation, suite.Currency);
        if (texts.Samples.All > 0) { page.Add($"<tr><th scope=\"row\">From the cache: {texts.Samples.Cached} of {MetricNumbers.Count(texts.Samples.All, "answer")}</th><td class=\"n\">0</td><td class=\"n\">0</td><td class=\"n\">0</td><td class=\"n\">free</td></tr>\n"); }

        page.Add($"</tbody></table></div>\n<ul>\n<li>{MetricNumbers.Count(suite.SamplesDrawn, "sample")} drawn now");

        page.Add($"; {MetricNumbers.Count(view.Verdict.UnchangedCases, "case")} unchanged since the baseline.</li>\n");
        string[] usage = [.. view.Verdict.SuiteScores.Where(s => s.Of.IsUsage && s.Value is > 0).Select(Usage)];
        if (usage.Length > 0) { page.Add($"<li>A sample on average: {string.Join(", ", usage)}.</li>\n"); }

        if (suite.Parameters != LlmEval.Model.ModelParameters.Empty) { page.Add($"<li>Parameters: <code>{HtmlText.Short(ParametersJson.Line(suite.Parameters), 500)}</code></li>\n"); }

        foreach (MetricVerdict judged in view.Verdict.Metrics.Where(m => m.Judge is not null)) { page.Add($"<li>Judge of {judged.Metric.Name}: {judged.Judge!.Summary}</li>\n"); }

        AddBaseline(page, suite);
        page.Add($"</ul>\n<p class=\"label\">Run one case again, in the project's folder</p>\n");
        VerdictSection.AddCommand(page, ReproductionCommand.Of(view.Verdict.Suite, view.Verdict.Model, view.Rows.Count > 0 ? view.Rows[0].Id : null));
        page.Add($"</section>\n");
    }

    private static void AddUsage(Markup page, string what, Usage usage, string currency)
    {
        string cost = usage.Calls == 0 ? MetricNumbers.None : usage.Cost is 0 ? "free" : PlanText.Amount(usage.Cost, currency);
        page.Add($"<tr><th scope=\"row\">{what}</th><td class=\"n\">{usage.Calls}</td><td class=\"n\">{usage.InputTokens}</td><td class=\"n\">{usage.OutputTokens}</td><td class=\"n\">{cost}</td></tr>\n");
    }

    private static string Usage(SuiteScoreVerdict score)
    {
        string value = $"{score.Metric.Name} {MetricNumbers.Value(score.Metric, score.Value)}";
        return score.BaselineValue is { } before && MetricNumbers.Value(score.Metric, before) is var was && was != MetricNumbers.Value(score.Metric, score.Value) ? $"{value} (was {was})" : value;
    }

    private static void AddBaseline(Markup page, ReportedSuite suite)
    {
        if (suite.Accepts.Count == 0)
        {
            page.Add($"<li>{(suite.Baseline is null ? "There is no baseline." : "The baseline does not say when it was accepted.")}</li>\n");
            return;
        }

        BaselineEntry last = suite.Accepts[^1];
        string day = MetricNumbers.Day(last.Date);
        page.Add($"<li>Baseline accepted on <time datetime=\"{day}\" class=\"age\">{day}</time>{(last.Reason is { } reason ? $": {HtmlText.Short(reason, 300)}" : string.Empty)}");
        page.Add($" ({(suite.Accepts.Count == 1 ? "the first accept" : string.Create(CultureInfo.InvariantCulture, $"{suite.Accepts.Count} accepts remembered, the oldest of {MetricNumbers.Day(suite.Accepts[0].Date)}"))}).</li>\n");
        foreach (MetricHistory history in suite.ShownHistory.Where(h => Math.Abs(h.SinceLast ?? 0) > 1e-6 || Math.Abs(h.SinceOldest ?? 0) > 1e-6)) { page.Add($"<li>{BaselineHistory.Describe(history)}.</li>\n"); }
    }
}
