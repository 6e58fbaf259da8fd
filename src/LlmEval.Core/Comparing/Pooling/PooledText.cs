using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Gating;

namespace LlmEval.Comparing.Pooling;

/// <summary>A verdict over several projects in words, as Markdown, and for programs.</summary>
public static class PooledText
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>Plain lines: the verdict first.</summary>
    public static string Text(PooledVerdict verdict)
    {
        StringBuilder text = new();
        text.Append(s_invariant, $"{Headline(verdict)}\n");
        foreach (PooledSuite suite in verdict.Suites)
        {
            text.Append(s_invariant, $"  {suite.Verdict.Name}: {suite.Kind.Words()}{(suite.Kind == suite.Verdict.Kind ? string.Empty : $" (alone: {suite.Verdict.Kind.Words()})")}\n");
            foreach (string line in suite.Confirmed) { text.Append(s_invariant, $"    fell: {line}\n"); }

            foreach (string line in suite.Lifted) { text.Append(s_invariant, $"    fell in its project alone, holds among all: {line}\n"); }
        }

        return text.ToString();
    }

    /// <summary>A table.</summary>
    public static string Markdown(PooledVerdict verdict)
    {
        StringBuilder text = new();
        text.Append(s_invariant, $"**{ComparisonText.Cell(Headline(verdict))}**\n\n| project | suite | model | verdict | alone | what fell |\n|---|---|---|---|---|---|\n");
        foreach (PooledSuite suite in verdict.Suites)
        {
            string fell = string.Join("; ", suite.Confirmed.Concat(suite.Lifted.Select(l => "holds among all: " + l)));
            text.Append(s_invariant,
                $"| {ComparisonText.Cell(suite.Verdict.Project)} | {ComparisonText.Cell(suite.Verdict.Suite)} | {ComparisonText.Cell(suite.Verdict.Model)} | {suite.Kind.Words()} | {suite.Verdict.Kind.Words()} | {ComparisonText.Cell(fell)} |\n");
        }

        return text.ToString();
    }

    /// <summary>Keys in a fixed order.</summary>
    public static string Json(PooledVerdict verdict)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, ComparisonJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("pooled", 1);
            json.WriteString("verdict", verdict.Kind.ToString());
            json.WriteNumber("exitStatus", verdict.ExitStatus);
            json.WriteNumber("family", verdict.Family);
            json.WriteNumber("comparisons", verdict.Comparisons);
            json.WriteStartArray("verdicts");
            foreach (PooledSuite suite in verdict.Suites)
            {
                json.WriteStartObject();
                json.WriteString("project", suite.Verdict.Project);
                json.WriteString("suite", suite.Verdict.Suite);
                json.WriteString("model", suite.Verdict.Model);
                json.WriteString("verdict", suite.Kind.ToString());
                json.WriteString("alone", suite.Verdict.Kind.ToString());
                json.WriteTexts("fell", suite.Confirmed);
                json.WriteTexts("lifted", suite.Lifted);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static string Headline(PooledVerdict verdict)
    {
        int projects = verdict.Suites.Select(s => s.Verdict.Project).Distinct(StringComparer.Ordinal).Count();
        int lifted = verdict.Suites.Count(s => s.Kind != s.Verdict.Kind);
        string said = lifted == 0 ? string.Empty : string.Create(s_invariant, $"; {lifted} {(lifted == 1 ? "is" : "are")} red alone and not among all");
        string status = verdict.ExitStatus == verdict.Kind.ExitStatus() ? string.Empty : string.Create(s_invariant, $"; a run ended with status {verdict.ExitStatus}");
        return string.Create(s_invariant,
            $"{verdict.Kind.Words()}: {Names.Count(projects, "project")}, {Names.Count(verdict.Suites.Count, "verdict")}, {verdict.Family} judged afresh as one family of {Names.Count(verdict.Comparisons, "comparison")}{said}{status}");
    }
}
