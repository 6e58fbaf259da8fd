using LlmEval.Accepted;
using LlmEval.Gating.Baselines;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Formats;
using LlmEval.Reporting.History;
using LlmEval.Reporting.Html;

namespace LlmEval;

/// <summary>Writes what an evaluation leaves behind in the project's output folder.</summary>
public static class RunOutputs
{
    private const string Stamp = "complete.stamp";

    /// <summary>Bytes of the history that a report looks at: the last thousands of runs.</summary>
    private const long MostHistory = 4L << 20;

    /// <summary>Writes the reports and the candidate baselines.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="environment">The value of a variable, or null: says where earlier runs are remembered. Without it they are not shown.</param>
    public static void WriteReports(Manifest manifest, EvaluationResult result, Func<string, string?>? environment = null)
    {
        ILookup<(string, string), HistoryRun> runs = Remembered(manifest, environment).ToLookup(r => (r.Suite, r.Model));
        ReportedSuite[] suites = [.. result.Outcomes.Select(o => Reported(o) with { Runs = [.. runs[(o.Verdict.Suite, o.Verdict.Model)]] })];
        foreach (SuiteOutcome outcome in result.Outcomes)
        {
            if (outcome.Candidate is not { } candidate) { continue; }

            string path = Path.Combine(manifest.OutputDirectory, FileNames.Candidate(outcome.Suite.Name, outcome.Model));
            AtomicFile.Write(path, candidate.Write);
            if (outcome.Answers is { } answers) { AtomicFile.Write(FileNames.Answers(path), answers.Write); }
            else { File.Delete(FileNames.Answers(path)); }
        }

        AtomicFile.WriteAllText(Path.Combine(manifest.OutputDirectory, TextReport.Name), TextReport.Write(manifest, suites, result.Diagnostics));
        AtomicFile.WriteAllText(Path.Combine(manifest.OutputDirectory, JsonReport.Name), JsonReport.Write(manifest, suites, result.Diagnostics, result.ExitStatus));
        ReportFormats.WriteChosen(manifest, RunReportBuilder.Of(manifest, suites, result.Diagnostics, result.ExitStatus, Evaluation.ToolVersion, result.Began, result.Ended));
        if (ReportFormats.Wants(manifest, ReportFormats.Html))
        {
            AtomicFile.Write(Path.Combine(manifest.OutputDirectory, HtmlReport.Name), stream => HtmlReport.Write(stream, manifest, suites, result.Diagnostics));
        }
    }

    /// <summary>Each case of an outcome as a test, in the suite's order: by the same rules as in every report.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="projectDirectory">The project's folder.</param>
    public static IReadOnlyList<CaseReport> CasesOf(SuiteOutcome outcome, string projectDirectory) => CaseReports.Of(Reported(outcome), new SourceRoot(projectDirectory));

    private static ReportedSuite Reported(SuiteOutcome o) => new()
    {
        IsHandedOver = o.IsHandedOver,
        Verdict = o.Verdict,
        ModelIdentity = o.ModelIdentity,
        BaselineIdentity = o.Baseline?.ModelIdentity,
        ResultPath = o.ResultPath,
        SamplesDrawn = o.SamplesDrawn,
        UsedForAnswers = o.UsedForAnswers,
        UsedForConfirmation = o.UsedForConfirmation,
        UsedForHeldBack = o.UsedForHeldBack,
        AnswersRepeat = o.AnswersRepeat,
        UsedForJudging = o.UsedForJudging,
        JudgeCurrency = o.JudgeCurrency,
        Currency = o.Currency,
        IsPrivate = o.Suite.Data.Any(d => d.IsPrivate),
        Parameters = o.Parameters,
        Since = o.Since,
        BaselineAnswer = o.Suite.Data.Any(d => d.IsPrivate) ? null : o.BaselineAnswers.GetValueOrDefault,
        Accepts = o.Baseline?.Entries ?? [],
        History = o.Baseline is { } baseline ? BaselineHistory.Of(baseline, o.Verdict) : [],
        Cases = o.Cases,
        Metrics = o.Metrics,
        Baseline = o.Baseline,
        Source = o.Suite,
        SuitePath = o.Suite.Path,
    };

    /// <summary>The runs of a project as far as a report shows them; the report stands without those that cannot be read.</summary>
    private static IReadOnlyList<HistoryRun> Remembered(Manifest manifest, Func<string, string?>? environment)
    {
        if (environment is null || !ReportFormats.Wants(manifest, ReportFormats.Html) || HistoryFile.PathOf(manifest, environment) is not { } path) { return []; }

        try { return HistoryFile.Read(path, out _, MostHistory); }
        catch (LlmEvalException) { return []; }
    }

    /// <summary>Takes back the sign that everything was evaluated; done before a build's evaluation begins.</summary>
    /// <exception cref="LlmEvalException">LLM3007: the folder cannot be written.</exception>
    public static void BeginBuild(Manifest manifest)
    {
        string stamp = Path.Combine(manifest.OutputDirectory, Stamp);
        Try(stamp, () =>
        {
            if (File.Exists(stamp)) { File.Delete(stamp); }
        });
    }

    /// <summary>Writes what an accept has to say; the next build judges against the new baselines.</summary>
    public static void EndAccept(Manifest manifest, AcceptedBaselines accepted) =>
        VerdictFile.Write(Path.Combine(manifest.OutputDirectory, VerdictFile.Name), accepted.Diagnostics, isComplete: false);

    /// <summary>
    /// Writes what the build reads: the files it must watch, the verdict's lines and, last and only for a complete result, the sign
    /// that nothing needs to be evaluated until an input changes.
    /// </summary>
    /// <param name="manifest">The project.</param>
    /// <param name="result">The result.</param>
    /// <param name="began">When reading began: an input that was edited since then is newer than the sign.</param>
    public static void EndBuild(Manifest manifest, EvaluationResult result, DateTimeOffset began)
    {
        InputListFile.Write(Path.Combine(manifest.OutputDirectory, InputListFile.Name), result.Inputs, result.Expires, began);
        VerdictFile.Write(Path.Combine(manifest.OutputDirectory, VerdictFile.Name), result.Diagnostics, result.IsComplete);
        if (!result.IsComplete) { return; }

        string stamp = Path.Combine(manifest.OutputDirectory, Stamp);
        string temporary = stamp + ".tmp";
        AtomicFile.WriteAllText(temporary, string.Empty);
        Try(stamp, () =>
        {
            File.SetLastWriteTimeUtc(temporary, began.UtcDateTime);
            File.Move(temporary, stamp, overwrite: true);
        });
    }

    private static void Try(string path, Action work)
    {
        try { work(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(
                Diagnostics.CacheUnwritable.At(new Location(path), $"The file cannot be written: {e.Message} Free space or rights are missing in its folder."), e);
        }
    }
}
