using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>The verdict in a sentence, what to do next, and what the gate found.</summary>
internal static class VerdictSection
{
    /// <summary>Findings of metrics from which on they are folded away.</summary>
    private const int MostOpen = 3;

    public static void Add(Markup page, SuiteView view, bool isOnly)
    {
        Verdict verdict = view.Verdict;
        (string next, string? command) = NextStep.Of(verdict, view.Suite.IsHandedOver);
        page.Add($"<div class=\"verdict {VerdictWords.Tone(verdict)}\">\n<p class=\"of\"><span class=\"chip {VerdictWords.Tone(verdict)}\">{verdict.Kind.Words()}</span> model {verdict.Model}</p>\n");
        page.Add($"<h2 id=\"s{view.Number}-title\">{verdict.Suite}</h2>\n<p class=\"sentence\">{VerdictWords.Sentence(verdict)}</p>\n<p class=\"next\"><strong>Next:</strong> {next}</p>\n");
        if (command is not null) { AddCommand(page, command); }

        AddFindings(page, verdict);
        string samples = verdict.SamplesPerCase == 1 ? "1 sample each" : $"{MetricNumbers.Count(verdict.SamplesPerCase, "sample")} each";
        string family = verdict.Family > 1 ? $" The stated rate of false alarms is divided over {MetricNumbers.Count(verdict.Family, "verdict")} of this build." : string.Empty;
        page.Add($"<p class=\"note\">{verdict.Cases} of {MetricNumbers.Count(verdict.TotalCases, "case")}{(verdict.Skipped.Count > 0 ? $", {verdict.Skipped.Count} skipped" : string.Empty)}, {samples}.{family}</p>\n");
        if (verdict.CanSee is { } sees) { page.Add($"<p class=\"note\">What this suite can see: {sees}</p>\n"); }

        if (verdict.Redrawn is { } redrawn) { page.Add($"<p class=\"note\">{redrawn}</p>\n"); }

        if (view.Suite.IsPrivate) { page.Add($"<p class=\"note\">This suite is private: its texts are not in this report.</p>\n"); }

        if (!isOnly) { page.Add($"<p class=\"up\"><a href=\"#overview\">All verdicts</a></p>\n"); }

        page.Add($"</div>\n");
    }

    /// <summary>A command that can be copied.</summary>
    public static void AddCommand(Markup page, string command) =>
        page.Add($"<p class=\"command\"><code>{command}</code> <button type=\"button\" class=\"copy needs-script\">Copy</button></p>\n");

    /// <summary>What the table of metrics says as well is folded away: it would push what changed off the first screen.</summary>
    private static void AddFindings(Markup page, Verdict verdict)
    {
        Finding[] sorted = [.. verdict.Findings.OrderByDescending(f => f.Severity == Severity.Error).ThenByDescending(f => f.Severity == Severity.Warning)];
        Finding[] inTable = [.. sorted.Where(f => f.Kind is VerdictKind.Regression or VerdictKind.BelowFloor && verdict.Metrics.Any(m => m.Metric.Name == f.Metric?.Name))];
        if (inTable.Length < MostOpen) { inTable = []; }

        AddList(page, sorted.Except(inTable));
        if (inTable.Length == 0) { return; }

        page.Add($"<details><summary>{inTable.Length} findings of the metrics below, as the build says them</summary>");
        AddList(page, inTable);
        page.Add($"</details>\n");
    }

    private static void AddList(Markup page, IEnumerable<Finding> findings)
    {
        if (!findings.Any()) { return; }

        page.Add($"<ul class=\"findings\">\n");
        foreach (Finding finding in findings)
        {
            string kind = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };
            page.Add($"<li><span class=\"level {kind}\">{kind} {finding.Descriptor.Code}</span> {finding.Text}</li>\n");
        }

        page.Add($"</ul>\n");
    }
}
