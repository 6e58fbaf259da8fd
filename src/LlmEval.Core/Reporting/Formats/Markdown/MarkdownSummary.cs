using System.Globalization;
using System.Text;

namespace LlmEval.Reporting.Formats.Markdown;

/// <summary>
/// The job summary: verdicts and what to do, metrics, what fell first, what the suite can see, spend. What is too long for the page is left out by whole
/// sections, the least telling first, and said.
/// </summary>
internal static class MarkdownSummary
{
    /// <summary>Bytes that GitHub shows of a step's summary.</summary>
    public const int Longest = 1024 * 1024;

    /// <summary>Cases of a list that are shown.</summary>
    private const int MostShown = 5;

    /// <summary>Suites, and errors that belong to none, that the head lists: it stays a head.</summary>
    private const int MostListed = 200;

    /// <summary>The summary, at most <paramref name="longest"/> bytes of UTF-8; empty when not even its head fits.</summary>
    public static string Of(RunReport run, string outputDirectory, int longest)
    {
        string head = Head(run);

        // First what is red; of each suite the verdict, then the cases, then the rest.
        List<(int Rank, string Text)> sections = [];
        foreach (SuiteReport suite in run.Suites.OrderByDescending(s => s.IsFailure))
        {
            int rank = suite.IsFailure ? 0 : 3;
            sections.Add((rank, Judged(suite)));
            sections.Add((rank + 1, Cases(suite, outputDirectory)));
            sections.Add((rank + 2, Rest(suite)));
        }

        sections.RemoveAll(s => s.Text.Length == 0);
        string none = string.Empty;
        int left = longest - Encoding.UTF8.GetByteCount(head) - 200;
        HashSet<int> kept = [];
        int[] order = [.. Enumerable.Range(0, sections.Count).OrderBy(i => sections[i].Rank)];
        foreach (int i in order)
        {
            left -= Encoding.UTF8.GetByteCount(sections[i].Text);
            if (left < 0) { break; }

            kept.Add(i);
        }

        if (kept.Count < sections.Count)
        {
            none = string.Create(CultureInfo.InvariantCulture, $"\n{sections.Count - kept.Count} of {sections.Count} sections are left out: the page takes no more. Everything is in report.txt.\n");
        }

        string whole = head + string.Concat(sections.Where((_, i) => kept.Contains(i)).Select(s => s.Text)) + none;
        return Encoding.UTF8.GetByteCount(whole) <= longest ? whole : string.Empty;
    }

    private static string Head(RunReport run)
    {
        StringBuilder text = new();
        int failed = run.Suites.Count(s => s.IsFailure);
        int mistakes = run.Mistakes.Count();
        text.Append("## LlmEval: ").Plain(run.Project).Append("\n\n**");
        text.Append(mistakes > 0 && run.Suites.Count == 0 ? string.Create(CultureInfo.InvariantCulture, $"Not judged: {mistakes} {(mistakes == 1 ? "error" : "errors")}.")
            : run.Suites.Count == 0 ? "Nothing was judged."
            : failed == 0 && mistakes == 0 ? string.Create(CultureInfo.InvariantCulture, $"{run.Suites.Count} of {run.Suites.Count} verdicts have nothing to object.")
            : string.Create(CultureInfo.InvariantCulture, $"{failed} of {run.Suites.Count} verdicts fail{(mistakes > 0 ? $", and {mistakes} other {(mistakes == 1 ? "error" : "errors")}" : string.Empty)}."));
        text.Append("**\n\n");
        foreach (PlacedFinding finding in run.Mistakes.Take(MostListed))
        {
            text.Append("- ").Plain($"{finding.Code}: {(finding.File is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{finding.File}({finding.Line}): "))}{finding.Message}").Append('\n');
        }

        if (run.Mistakes.Any()) { text.Append('\n'); }

        if (run.Suites.Count < 2) { return text.ToString(); }

        text.Append("| suite | model | verdict | cases |\n|---|---|---|--:|\n");
        foreach (SuiteReport suite in run.Suites.OrderByDescending(s => s.IsFailure).Take(MostListed))
        {
            text.Append("| ").Plain(suite.Suite).Append(" | ").Plain(suite.Model).Append(" | ").Append(suite.IsFailure ? "**" : string.Empty).Plain(suite.Verdict)
                .Append(suite.IsFailure ? "**" : string.Empty).Append(CultureInfo.InvariantCulture, $" | {suite.JudgedCases} |\n");
        }

        if (run.Suites.Count > MostListed) { text.Append(CultureInfo.InvariantCulture, $"\n{run.Suites.Count - MostListed} more are not listed.\n"); }

        return text.Append('\n').ToString();
    }

    private static string Judged(SuiteReport suite)
    {
        StringBuilder text = new();
        text.Append("### ").Plain($"{suite.Suite} x {suite.Model}: {suite.Verdict}").Append("\n\n");
        if (suite.Headline.Length > 0) { text.Plain(suite.Headline).Append("\n\n"); }

        if (suite.Next.Length > 0) { text.Append("**What to do:** ").Plain(suite.Next).Append("\n\n"); }

        if (suite.Metrics.Count == 0) { return text.ToString(); }

        text.Append("| metric | before | now | difference | 95% interval | p | n |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (MetricRow row in suite.Metrics)
        {
            text.Append("| ").Plain(row.Metric).Append(row.State is "fell" or "rose" ? $" ({row.State})" : string.Empty);
            foreach (string cell in (string[])[row.Before, row.Now, row.Difference, row.Interval, row.PValue]) { text.Append(" | ").Plain(cell); }

            text.Append(CultureInfo.InvariantCulture, $" | {row.Cases} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Cases(SuiteReport suite, string outputDirectory)
    {
        (string What, IReadOnlyList<string> Ids)[] lists = [("Lost", suite.Lost), ("Unstable", suite.Unstable), ("Unscored", suite.Unscored)];
        IReadOnlyDictionary<string, CaseTexts> texts = ResultTexts.Find(suite, outputDirectory, lists.SelectMany(l => l.Ids.Take(MostShown)));
        StringBuilder text = new();
        foreach ((string what, IReadOnlyList<string> ids) in lists)
        {
            if (ids.Count == 0) { continue; }

            text.Append(CultureInfo.InvariantCulture, $"**{what}: {ids.Count} of {suite.JudgedCases} {(suite.JudgedCases == 1 ? "case" : "cases")}**\n\n");
            foreach (string id in ids.Take(MostShown))
            {
                text.Append("- **").Plain(id).Append("**");
                if (texts.TryGetValue(id, out CaseTexts? said))
                {
                    foreach (string answer in said.Answers) { text.Append("<br>answer: ").Plain(answer); }

                    foreach (string reason in said.Reasons) { text.Append("<br>").Plain(reason); }
                }

                text.Append('\n');
            }

            if (ids.Count > MostShown) { text.Append(CultureInfo.InvariantCulture, $"- and {ids.Count - MostShown} more\n"); }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Rest(SuiteReport suite)
    {
        StringBuilder text = new();
        Line("Skipped", suite.Skipped);
        Line("What this suite can see", suite.CanSee);
        Line("Spent", suite.Spend);
        Line("Sampling", suite.Redrawn);
        Line("Baseline", suite.Accepted is { } day ? $"accepted on {day}" : null);
        foreach (string note in suite.Notes.Take(MostShown)) { text.Append("- ").Plain(note).Append('\n'); }

        if (suite.Notes.Count > MostShown) { text.Append(CultureInfo.InvariantCulture, $"- and {suite.Notes.Count - MostShown} more notes in report.txt\n"); }

        return text.Length == 0 ? string.Empty : text.Append('\n').ToString();

        void Line(string what, string? said)
        {
            if (!string.IsNullOrEmpty(said)) { text.Append("- ").Append(what).Append(": ").Plain(said).Append('\n'); }
        }
    }
}
