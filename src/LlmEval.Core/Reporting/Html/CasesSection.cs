using System.Text.Json;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>The cases that a person looks at first: lost, won, unstable, unscored; without a baseline those that fail.</summary>
internal static class CasesSection
{
    /// <summary>Cases of a kind that are shown with their answers.</summary>
    private const int MostShown = 5;

    /// <summary>Characters of an answer.</summary>
    private const int LongestAnswer = 4_000;

    /// <summary>Characters of a reason.</summary>
    private const int LongestReason = 600;

    /// <summary>The cases that <see cref="Add"/> shows.</summary>
    public static IReadOnlySet<string> Shown(SuiteView view) =>
        Groups(view).SelectMany(g => g.Ids.Take(MostShown)).ToHashSet(StringComparer.Ordinal);

    public static void Add(Markup page, SuiteView view, CaseTexts texts, bool withTexts)
    {
        int number = view.Number;
        if (view.Rows.Count == 0) { return; }

        page.Add($"<section aria-labelledby=\"s{number}-cases\"><h3 id=\"s{number}-cases\">Cases</h3>\n");
        bool isFirst = true, any = false;
        foreach ((string title, string tone, string empty, IReadOnlyList<string> ids) in Groups(view))
        {
            if (ids.Count == 0)
            {
                page.Add($"<p class=\"none\">{empty}</p>\n");
                continue;
            }

            any = true;
            page.Add($"<h4 class=\"{tone}\">{title}: {ids.Count}</h4>\n");
            foreach (string id in ids.Take(MostShown))
            {
                AddCase(page, view, texts, id, isOpen: isFirst && withTexts, withTexts);
                isFirst = false;
            }

            if (ids.Count > MostShown) { page.Add($"<p class=\"note\">{ids.Count - MostShown} more in <a href=\"#cases\">the list of all cases</a>.</p>\n"); }
        }

        if (any && withTexts && view.Suite is { IsPrivate: false, BaselineAnswer: null, Baseline: not null }) { page.Add($"<p class=\"note\">The baseline's answers are not at hand, so that only the present ones are shown.</p>\n"); }

        page.Add($"</section>\n");
    }

    private static IEnumerable<(string Title, string Tone, string Empty, IReadOnlyList<string> Ids)> Groups(SuiteView view)
    {
        yield return ("Lost", "worse", "No case was lost.", view.Lost);
        yield return ("Won", "better", "No case was won.", view.Won);
        yield return ("Unstable, lost once and fine again", "unstable", "No case was unstable.", view.Unstable);
        yield return ("Unscored", "unscored", "Every case could be scored.", view.Verdict.UnscoredCases);
        HashSet<string> named = [.. view.Lost, .. view.Won, .. view.Unstable, .. view.Verdict.UnscoredCases];
        string[] failing = [.. view.Rows.Where(r => r.Status.HasFlag(CaseStatus.Fails) && !named.Contains(r.Id)).Select(r => r.Id)];
        if (failing.Length > 0) { yield return (view.Suite.Baseline is null ? "Fails a check" : "Fails a check, as before or not compared", "fails", string.Empty, failing); }
    }

    private static void AddCase(Markup page, SuiteView view, CaseTexts texts, string id, bool isOpen, bool withTexts)
    {
        CaseRow? row = view.Rows.FirstOrDefault(r => r.Id == id);
        bool isConfirmed = row?.Status.HasFlag(CaseStatus.Confirmed) == true;
        page.Add($"<details class=\"case\"");
        if (isOpen) { page.Add($" open"); }

        page.Add($"><summary><bdi class=\"id\">{HtmlText.Short(id, 300)}</bdi>");
        if (isConfirmed) { page.Add($" <span class=\"chip bad\">confirmed</span>"); }

        page.Add($" <span class=\"moves\">{(row is null ? string.Empty : Moves(view, row))}</span></summary>\n<div class=\"body\">\n");
        foreach (SuspectVerdict suspect in view.Verdict.Metrics.SelectMany(m => m.Suspects).Where(s => s.CaseId == id))
        {
            page.Add($"<p class=\"note\">Fresh samples: {suspect.Counts}; p={MetricNumbers.Probability(suspect.PValue)}, adjusted {MetricNumbers.Probability(suspect.AdjustedPValue)}: {(suspect.IsLost ? "confirmed as lost" : "not confirmed")}.</p>\n");
        }

        if (withTexts && !view.Suite.IsPrivate)
        {
            if (texts.Find(id) is { } result) { AddTexts(page, view, id, result); }
            else { page.Add($"<p class=\"note\">The answer is not in a result file: nothing was asked for this case, or the file is gone.</p>\n"); }
        }

        VerdictSection.AddCommand(page, ReproductionCommand.Of(view.Verdict.Suite, view.Verdict.Model, id));
        page.Add($"</div></details>\n");
    }

    private static void AddTexts(Markup page, SuiteView view, string id, JsonElement result)
    {
        HashSet<string> moved = [.. view.Verdict.Metrics.Where(m => m.Lost.Contains(id)).Select(m => m.Metric.Name)];
        if (ShownSample.Of(result, moved) is not { } sample)
        {
            page.Add($"<p class=\"note\">There is no answer.</p>\n");
            return;
        }

        foreach (string what in new[] { "trouble", "failure" })
        {
            if (sample.TryGetProperty(what, out JsonElement trouble)) { page.Add($"<p class=\"reason\"><strong>{(what == "trouble" ? "No answer" : "The model")}:</strong> {HtmlText.Short(trouble.GetString()!, LongestReason)}</p>\n"); }
        }

        string now = ShownSample.Text(sample);
        string? before = now.Length == 0 && sample.TryGetProperty("trouble", out _) ? null : view.Suite.BaselineAnswer?.Invoke(id);
        if (before is not null)
        {
            page.Add($"<p class=\"label\">Answer, compared with the baseline's</p>\n<div class=\"answer\" dir=\"auto\">");
            foreach (DiffLine part in TextDiff.Of(before, now, LongestAnswer))
            {
                switch (part.Kind)
                {
                    case DiffKind.Removed: page.Add($"<del>{part.Text}</del>"); break;
                    case DiffKind.Added: page.Add($"<ins>{part.Text}</ins>"); break;
                    default: page.Add($"{part.Text}"); break;
                }
            }

            page.Add($"</div>\n");
        }
        else if (now.Length > 0) { page.Add($"<p class=\"label\">Answer</p>\n<div class=\"answer\" dir=\"auto\">{HtmlText.Short(now, LongestAnswer)}</div>\n"); }

        // What troubles every metric of a sample is said once.
        foreach (IGrouping<string, string> reason in Reasons(sample).GroupBy(r => r.Reason, r => r.Metric, StringComparer.Ordinal))
        {
            page.Add($"<p class=\"reason\"><strong>{Names.Few([.. reason])}:</strong> {HtmlText.Short(reason.Key, LongestReason)}</p>\n");
        }
    }

    private static IEnumerable<(string Metric, string Reason)> Reasons(JsonElement sample) =>
        from score in ShownSample.Scores(sample).Where(s => !ShownSample.IsPassed(s))
        where score.TryGetProperty("reason", out _)
        select (score.GetProperty("metric").GetString()!, score.GetProperty("reason").GetString()!);

    /// <summary>How each metric of a case moved, for instance <c>exact 100.0% to 0.0%</c>.</summary>
    private static string Moves(SuiteView view, CaseRow row)
    {
        List<string> moves = [];
        for (int i = 0; i < view.Metrics.Count; i++)
        {
            Metric metric = view.Metrics[i];
            double? before = CaseRow.Mean(row.Before, i), now = CaseRow.Mean(row.Now, i);
            if (before is { } old && now is { } value && Math.Abs(old - value) > 1e-9) { moves.Add($"{metric.Name} {MetricNumbers.Value(metric, old)} to {MetricNumbers.Value(metric, value)}"); }
            else if (before is null && now is { } alone && metric.Decides && row.Status.HasFlag(CaseStatus.Fails)) { moves.Add($"{metric.Name} {MetricNumbers.Value(metric, alone)}"); }
        }

        return string.Join(", ", moves.Take(6));
    }
}
