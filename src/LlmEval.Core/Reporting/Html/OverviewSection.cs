using LlmEval.Gating;

namespace LlmEval.Reporting.Html;

/// <summary>Several suites and models at a glance, with links to each.</summary>
internal static class OverviewSection
{
    public static void Add(Markup page, SuiteView[] views)
    {
        int failing = views.Count(v => VerdictWords.Tone(v.Verdict) == "bad"), open = views.Count(v => VerdictWords.Tone(v.Verdict) == "open");
        page.Add($"<section aria-labelledby=\"overview\"><h2 id=\"overview\">{MetricNumbers.Count(views.Length, "verdict")}: {failing} to mend, {open} open, {views.Length - failing - open} fine</h2>\n");
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"overview\"><table><thead><tr><th scope=\"col\">Suite</th><th scope=\"col\">Model</th><th scope=\"col\">Verdict</th><th scope=\"col\" class=\"n\">Cases</th><th scope=\"col\" class=\"n\">Lost</th><th scope=\"col\" class=\"n\">Won</th><th scope=\"col\" class=\"n\">Unscored</th></tr></thead><tbody>\n");

        // Those to mend come first: the reader's eye is not to search forty lines.
        foreach (SuiteView view in views.OrderBy(v => v.Verdict.Kind).ThenBy(v => v.Number))
        {
            Verdict verdict = view.Verdict;
            page.Add($"<tr><th scope=\"row\"><a href=\"#s{view.Number}\">{verdict.Suite}</a></th><td>{verdict.Model}</td><td><span class=\"chip {VerdictWords.Tone(verdict)}\">{verdict.Kind.Words()}</span></td>");
            page.Add($"<td class=\"n\">{verdict.Cases}</td><td class=\"n\">{view.Lost.Count}</td><td class=\"n\">{view.Won.Count}</td><td class=\"n\">{verdict.UnscoredCases.Count}</td></tr>\n");
        }

        page.Add($"</tbody></table></div></section>\n");
    }
}
