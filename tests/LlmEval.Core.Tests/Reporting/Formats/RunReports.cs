using System.Text;
using LlmEval.Reporting.Formats;

namespace LlmEval.Core.Tests.Reporting.Formats;

/// <summary>Runs made by hand, for what no evaluation would easily come to.</summary>
internal static class RunReports
{
    public static RunReport Of(params SuiteReport[] suites) => new()
    {
        Project = "app",
        Tool = "1.2.3",
        Began = 1_700_000_000_000,
        Ended = 1_700_000_001_500,
        ExitStatus = suites.Any(s => s.IsFailure) ? 1 : 0,
        Suites = suites,
        Findings = [],
    };

    public static SuiteReport Suite(string name, bool fails = false, params CaseReport[] cases) => new()
    {
        Suite = name,
        Model = "m",
        Verdict = fails ? "REGRESSION" : "pass",
        ExitStatus = fails ? 1 : 0,
        IsFailure = fails,
        Headline = fails ? "category: lost 3 of 20" : "nothing fell",
        Next = fails ? "Mend the prompt." : string.Empty,
        File = "evals/a.eval.yml",
        JudgedCases = cases.Length,
        TotalCases = cases.Length,
        Cases = cases,
        Metrics = [new MetricRow("category", "equals", fails ? "fell" : "held", "93.0%", "71.0%", "-22.0 points", "-28.0 points to -16.0 points", "0.001", 20)],
    };

    public static CaseReport Case(string id, CaseState state = CaseState.Passed, string? message = null) => new()
    {
        Id = id,
        State = state,
        Message = message,
        File = "evals/rows.jsonl",
        Line = 7,
    };

    public static string Text(RunReport run, string format)
    {
        string folder = Directory.CreateTempSubdirectory("llmeval-formats-").FullName;
        try
        {
            run.Write(folder);
            using MemoryStream stream = new();
            ReportFormats.Write(folder, format, stream);
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
