using System.Text;
using System.Text.Json;
using LlmEval.Gating;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Reporting.Html;

/// <summary>
/// The report that a person opens in a browser: one file that asks for nothing, whose first screen says what happened and what to do. The same verdicts give the same bytes. What matters is markup
/// that needs no script; the list of all cases is packed data for the page's script.
/// </summary>
public static class HtmlReport
{
    /// <summary>File name in the output folder.</summary>
    public const string Name = "report.html";

    /// <summary>Characters that the packed texts of all suites may take.</summary>
    private const int MostTexts = 5_500_000;

    /// <summary>Cases of all suites that are listed.</summary>
    private const int MostListed = 50_000;

    /// <summary>Characters of markup after which further cases are only named: hundreds of suites stay a page that opens at once.</summary>
    private const int MostMarkup = 1_500_000;

    /// <summary>Writes the report of a run.</summary>
    /// <param name="stream">Where, as UTF-8.</param>
    /// <param name="manifest">The project.</param>
    /// <param name="suites">The verdicts.</param>
    /// <param name="diagnostics">What else is to be told.</param>
    public static void Write(Stream stream, Manifest manifest, IReadOnlyList<ReportedSuite> suites, IReadOnlyList<Diagnostic> diagnostics)
    {
        SuiteView[] views = [.. suites.Select((s, i) => new SuiteView(s, i))];
        CaseTexts[] texts = ReadTexts(views);
        Markup page = new();
        AddHead(page, manifest, suites);
        page.Add($"<main id=\"main\">\n");
        if (views.Length == 0) { page.Add($"<p class=\"empty\">Nothing was judged.</p>\n"); }

        if (views.Length > 1) { OverviewSection.Add(page, views); }

        foreach (SuiteView view in views) { AddSuite(page, manifest, view, texts[view.Number], views.Length == 1, withCases: page.Length < MostMarkup); }

        AddOthers(page, manifest, diagnostics);
        AddAllCases(page, views, texts);
        page.Add($"</main>\n<footer><p>Written by LlmEval. This file holds everything it shows and asks for nothing.</p></footer>\n");
        AddData(page, views, texts);
        page.Add($"<script>");
        page.AddAsset(PageAssets.Script);
        page.Add($"</script>\n</body>\n</html>\n");
        page.CopyTo(stream);
    }

    private static CaseTexts[] ReadTexts(SuiteView[] views)
    {
        CaseTexts[] texts = new CaseTexts[views.Length];
        long cases = Math.Max(1, views.Where(v => v.Suite.ResultPath is not null && !v.Suite.IsPrivate).Sum(v => (long)v.Rows.Count));

        // Each suite has its share of the room, by its cases; the order in which they are read decides nothing.
        Parallel.ForEach(views, view => texts[view.Number] = new CaseTexts(view, CasesSection.Shown(view), (int)((long)MostTexts * view.Rows.Count / cases)));
        return texts;
    }

    private static void AddHead(Markup page, Manifest manifest, IReadOnlyList<ReportedSuite> suites)
    {
        string title = suites.Count == 1 ? $"{suites[0].Verdict.Suite}: {suites[0].Verdict.Kind.Words()}" : manifest.ProjectName;
        page.Add($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
        page.AddAsset(PageAssets.Policy);
        page.Add($"\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        page.Add($"<link rel=\"icon\" href=\"data:,\">\n<title>{title} - LlmEval</title>\n<style>");
        page.AddAsset(PageAssets.Style);
        page.Add($"</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the report</a>\n<header class=\"top\"><p class=\"product\">LlmEval report</p><h1>{manifest.ProjectName}</h1>");
        page.Add($"<nav aria-label=\"Page\"><a href=\"#cases\" class=\"needs-script\">All cases</a> <button type=\"button\" id=\"theme\" class=\"needs-script\">Theme: as the system</button></nav></header>\n");
    }

    private static void AddSuite(Markup page, Manifest manifest, SuiteView view, CaseTexts texts, bool isOnly, bool withCases)
    {
        page.Add($"<article class=\"suite\" id=\"s{view.Number}\" aria-labelledby=\"s{view.Number}-title\">\n");
        VerdictSection.Add(page, view, isOnly);
        SinceSection.Add(page, view);
        MetricsSection.Add(page, view);
        CasesSection.Add(page, view, texts, withCases);
        SpendSection.Add(page, view, texts);
        DetailSection.Add(page, view);
        if (view.Suite.ResultPath is { } path)
        {
            page.Add($"<p class=\"note\">Everything that was said and scored: <code>{Path.GetRelativePath(manifest.ProjectDirectory, path).Replace('\\', '/')}</code></p>\n");
        }

        page.Add($"</article>\n");
    }

    private static void AddOthers(Markup page, Manifest manifest, IReadOnlyList<Diagnostic> diagnostics)
    {
        Diagnostic[] others = [.. diagnostics.Where(d => d.Family != DiagnosticFamily.Verdict)];
        if (others.Length == 0) { return; }

        page.Add($"<section aria-labelledby=\"also\"><h2 id=\"also\">Also</h2><ul class=\"findings\">\n");
        foreach (Diagnostic other in others) { page.Add($"<li>{TextReport.Relative(manifest, other)}</li>\n"); }

        page.Add($"</ul></section>\n");
    }

    private static void AddAllCases(Markup page, SuiteView[] views, CaseTexts[] texts)
    {
        int cases = views.Sum(v => v.Rows.Count);
        if (cases == 0) { return; }

        page.Add($"<section id=\"cases\" aria-labelledby=\"cases-title\"><h2 id=\"cases-title\">All cases</h2>\n<noscript><p class=\"note\">The list of all cases needs JavaScript. Everything above does not.</p></noscript>\n");
        page.Add($"<p class=\"print-only note\">The list of all {cases} cases is not printed.</p>\n");
        page.Add($"<div class=\"needs-script\"><p class=\"note\" id=\"keys\">Keys: <kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> or arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> goes back to the list.</p>\n");
        page.Add($"<form class=\"filters\" role=\"search\" aria-label=\"Cases\"><label>Search <input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"id, tag or words of an answer\"></label>");
        page.Add($"<label>Suite <select id=\"by-suite\"></select></label><label>Status <select id=\"by-status\"></select></label><label>Tag <select id=\"by-tag\"></select></label><label>Metric <select id=\"by-metric\"></select></label></form>\n");
        page.Add($"<p id=\"count\" role=\"status\"></p>\n<div class=\"browse\"><div class=\"list-frame\"><div id=\"columns\" aria-hidden=\"true\"></div><div id=\"list\" role=\"listbox\" tabindex=\"0\" aria-label=\"Cases\" aria-describedby=\"keys\"><div id=\"rows\"></div></div></div>");
        page.Add($"<div id=\"case\" role=\"region\" aria-label=\"Case\" tabindex=\"-1\"><p class=\"note\">Choose a case to see its answers.</p></div></div>\n");
        if (cases > MostListed) { page.Add($"<p class=\"note\">The list has the {MostListed} cases that matter most, of {cases}.</p>\n"); }

        if (texts.Any(t => t.IsIncomplete)) { page.Add($"<p class=\"note\">Not all answers fit into this file; the result file has those that are missing.</p>\n"); }

        page.Add($"</div></section>\n");
    }

    private static void AddData(Markup page, SuiteView[] views, CaseTexts[] texts)
    {
        long cases = Math.Max(1, views.Sum(v => (long)v.Rows.Count));
        int block = 0;
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("suites");
            foreach (SuiteView view in views)
            {
                CaseTexts of = texts[view.Number];
                int most = cases <= MostListed ? view.Rows.Count : (int)((long)MostListed * view.Rows.Count / cases);
                json.WriteStartObject();
                json.WriteString("suite", HtmlText.Clean(view.Verdict.Suite));
                json.WriteString("model", HtmlText.Clean(view.Verdict.Model));
                json.WriteBoolean("private", view.Suite.IsPrivate);
                json.WriteBoolean("texts", of.Chunks.Count > 0);
                json.WriteStartArray("metrics");
                foreach (Metric metric in view.Metrics)
                {
                    json.WriteStartObject();
                    json.WriteString("name", HtmlText.Clean(metric.Name));
                    json.WriteBoolean("share", MetricNumbers.IsShare(metric));
                    json.WriteString("unit", HtmlText.Clean(metric.Unit));
                    json.WriteBoolean("up", metric.HigherIsBetter);
                    json.WriteBoolean("decides", metric.Decides);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteNumber("rows", AddBlock(page, ref block, CaseList.Pack(view, of, most)));
                json.WriteStartArray("chunks");
                foreach (string chunk in of.Chunks) { json.WriteNumberValue(AddBlock(page, ref block, chunk)); }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        // The writer escapes every character that means something to a page.
        page.Add($"<script type=\"application/json\" id=\"data\">");
        page.AddAsset(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        page.Add($"</script>\n");
    }

    private static int AddBlock(Markup page, ref int block, string packed)
    {
        page.Add($"<script type=\"text/plain\" id=\"p{block}\">");
        page.AddAsset(packed);
        page.Add($"</script>\n");
        return block++;
    }
}
