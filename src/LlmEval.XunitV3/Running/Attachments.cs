using System.Globalization;
using System.Text;
using LlmEval.Engine;
using LlmEval.Model;
using LlmEval.Models;
using Xunit;

namespace LlmEval.XunitV3.Running;

/// <summary>What a test has beside its outcome: <c>transcript</c>, <c>scores</c> and the path of the <c>report</c>. Of private data scores alone.</summary>
internal static class Attachments
{
    /// <summary>Adds those of a case.</summary>
    public static void Add(CaseResult result)
    {
        if (!result.IsPrivate && Transcript(result) is { Length: > 0 } transcript) { Add("transcript", transcript); }

        if (Scores(result) is { Length: > 0 } scores) { Add("scores", scores); }

        Add("report", result.ReportPath);
    }

    /// <summary>Adds those of a suite.</summary>
    public static void Add(SuiteResult result)
    {
        StringBuilder metrics = new();
        foreach (MetricResult metric in result.Metrics) { metrics.Append(metric.Name).Append(": ").Append(metric.Mean is { } mean ? Number(mean) : "none").Append('\n'); }

        if (metrics.Length > 0) { Add("scores", metrics.ToString()); }

        Add("report", result.ReportPath);
    }

    private static string Transcript(CaseResult result)
    {
        StringBuilder text = new();
        foreach (SampleResult sample in result.Samples.Where(s => s.Transcript.Count > 0 || s.Trouble is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"sample {sample.Number}{(sample.FromCache ? " (from the cache)" : string.Empty)}\n");
            foreach (ChatTurn turn in sample.Transcript) { text.Append('[').Append(turn.Role).Append("]\n").Append(turn.Text).Append("\n\n"); }

            if (sample.Trouble is { } trouble) { text.Append("no answer: ").Append(trouble).Append("\n\n"); }
        }

        return text.ToString();
    }

    private static string Scores(CaseResult result)
    {
        StringBuilder text = new();
        foreach (SampleResult sample in result.Samples)
        {
            foreach (ScoreResult score in sample.Scores.Where(s => s.Outcome != ScoreOutcome.NotApplicable))
            {
                text.Append(CultureInfo.InvariantCulture, $"sample {sample.Number}\t{score.Metric}\t{(score.Value is { } value ? Number(value) : "unscored")}");
                text.Append(CultureInfo.InvariantCulture, $"{(score.Threshold is { } bound ? " (passes at " + Number(bound) + ")" : string.Empty)}\t{(score.Passed ? "passed" : score.Decides ? "failed" : "not reached")}");
                if (!result.IsPrivate && score.Reason.Length > 0) { text.Append('\t').Append(score.Reason.ReplaceLineEndings(" ")); }

                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Add(string name, string? value)
    {
        if (value is { Length: > 0 }) { TestContext.Current.AddAttachment(name, value, replaceExistingValue: true); }
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
