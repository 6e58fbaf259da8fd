using LlmEval.Gating;

namespace LlmEval.Reporting.Html;

/// <summary>What changed since the baseline was accepted.</summary>
internal static class SinceSection
{
    private const int MostNamed = 8;

    /// <summary>Baselines of older versions do not say what they were accepted with.</summary>
    private const string NotNoted = "not noted in this baseline; the next accept notes it";

    public static void Add(Markup page, SuiteView view)
    {
        Verdict verdict = view.Verdict;
        int number = view.Number;
        page.Add($"<section aria-labelledby=\"s{number}-since\"><h3 id=\"s{number}-since\">What changed since the baseline</h3>\n");
        if (view.Suite is { Since: null, Baseline: null })
        {
            page.Add($"<p>There is no baseline to compare with.</p></section>\n");
            return;
        }

        SinceBaseline since = view.Suite.Since ?? new SinceBaseline();
        string? modelBefore = since.ModelBefore ?? view.Suite.BaselineIdentity, modelNow = since.ModelNow ?? view.Suite.ModelIdentity;
        bool isSameModel = modelBefore is null || modelNow is null || modelBefore == modelNow;
        page.Add($"<dl class=\"changes\">\n");
        AddPrompt(page, since, view.Suite.IsPrivate);
        if (isSameModel) { Item(page, "Model", "the same", isChanged: false); }
        else { page.Add($"<div><dt>Model</dt><dd class=\"changed\"><del>{modelBefore}</del> <ins>{modelNow}</ins></dd></div>\n"); }

        if (since.ParametersBefore is null && since.ParametersNow is null) { Item(page, "Parameters", view.Suite.Since is null ? NotNoted : "the same", isChanged: false); }
        else { page.Add($"<div><dt>Parameters</dt><dd class=\"changed\"><del>{since.ParametersBefore ?? "none"}</del> <ins>{since.ParametersNow ?? "none"}</ins></dd></div>\n"); }

        string data = string.Join("; ", new[] { Named(verdict.EditedCases, "edited"), Named(verdict.NewCases, "new"), Named(verdict.VanishedCases, "gone") }.OfType<string>());
        Item(page, "Cases", data.Length > 0 ? data : "the same", data.Length > 0);
        string checks = string.Join("; ", new[] { Named(since.ChangedScorers, "changed"), Named(verdict.VanishedMetrics, "gone") }.OfType<string>());
        Item(page, "Checks", checks.Length > 0 ? checks : "the same", checks.Length > 0);
        Item(page, "Gate", since.IsGateChanged switch { true => "gate: was changed", false => "the same", _ => NotNoted }, since.IsGateChanged == true);
        page.Add($"</dl></section>\n");
    }

    private static void AddPrompt(Markup page, SinceBaseline since, bool isPrivate)
    {
        string name = since.Prompt is { } prompt ? $"{prompt}: " : string.Empty;
        if (since.IsPromptChanged is not true)
        {
            Item(page, "Prompt", name + (since.IsPromptChanged is null ? NotNoted : "the same"), isChanged: false);
            return;
        }

        page.Add($"<div><dt>Prompt</dt><dd class=\"changed\">{name}changed");
        if (!isPrivate && since.PromptDiff.Count > 0)
        {
            page.Add($"<pre class=\"lines\" tabindex=\"0\" aria-label=\"Difference of the prompt\">");
            foreach (DiffLine line in since.PromptDiff)
            {
                string text = HtmlText.Short(line.Text, 2_000);
                switch (line.Kind)
                {
                    case DiffKind.Removed: page.Add($"<del>- {text}</del>\n"); break;
                    case DiffKind.Added: page.Add($"<ins>+ {text}</ins>\n"); break;
                    case DiffKind.Gap: page.Add($"<span class=\"gap\">  …</span>\n"); break;
                    default: page.Add($"  {text}\n"); break;
                }
            }

            page.Add($"</pre>");
        }

        page.Add($"</dd></div>\n");
    }

    private static void Item(Markup page, string what, string text, bool isChanged)
    {
        if (isChanged) { page.Add($"<div><dt>{what}</dt><dd class=\"changed\">{text}</dd></div>\n"); }
        else { page.Add($"<div><dt>{what}</dt><dd>{text}</dd></div>\n"); }
    }

    private static string? Named(IReadOnlyList<string> names, string what)
    {
        if (names.Count == 0) { return null; }

        string more = names.Count > MostNamed ? $" and {MetricNumbers.Count(names.Count - MostNamed, string.Empty).TrimEnd('s', ' ')} more" : string.Empty;
        return $"{MetricNumbers.Count(names.Count, string.Empty).TrimEnd('s', ' ')} {what} ({string.Join(", ", names.Take(MostNamed))}{more})";
    }
}
