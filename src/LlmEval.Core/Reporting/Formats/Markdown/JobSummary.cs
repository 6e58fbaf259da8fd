using System.Text;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Reporting.Formats.Markdown;

/// <summary>Puts the summary of the last run where a CI server shows it.</summary>
public static class JobSummary
{
    /// <summary>GitHub's variable with the file that steps append their summary to.</summary>
    public const string GitHubVariable = "GITHUB_STEP_SUMMARY";

    /// <summary>Azure Pipelines' variable that says that it runs.</summary>
    public const string AzureVariable = "TF_BUILD";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// On GitHub appends the summary to the step's, as far as the step has room; on Azure Pipelines says the command that uploads it, in a line of its own.
    /// A summary that cannot be shown fails nothing: the verdict does not depend on it.
    /// </summary>
    /// <param name="manifest">The project; one that does not want the report gets none.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="say">Where a line for the server or the person goes.</param>
    public static void Publish(Manifest manifest, Func<string, string?> environment, Action<string> say)
    {
        string? file = environment(GitHubVariable);
        bool isAzure = string.Equals(environment(AzureVariable), "true", StringComparison.OrdinalIgnoreCase);
        if ((string.IsNullOrEmpty(file) && !isAzure) || !ReportFormats.Wants(manifest, MarkdownFormat.Word)) { return; }

        RunReport run = RunReport.Read(manifest.OutputDirectory);
        if (run.Suites.Count == 0 && !run.Mistakes.Any()) { return; }

        try
        {
            if (!string.IsNullOrEmpty(file)) { Append(run, manifest.OutputDirectory, file, say); }

            if (isAzure)
            {
                // The server names the part of the page after the file: several projects must not have one name.
                string path = Path.Combine(manifest.OutputDirectory, $"LlmEval.{FileNames.Of(manifest.ProjectName)}.md");
                File.Copy(Path.Combine(manifest.OutputDirectory, MarkdownFormat.File), path, overwrite: true);
                say($"##vso[task.uploadsummary]{path}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { say($"The summary of the job cannot be written: {e.Message}"); }
    }

    private static void Append(RunReport run, string outputDirectory, string file, Action<string> say)
    {
        using FileStream stream = Open(file);
        int room = (int)Math.Max(0, MarkdownSummary.Longest - stream.Length - 1);
        string text = MarkdownSummary.Of(run, outputDirectory, room);
        if (text.Length == 0)
        {
            say($"The summary of this step is full ({MarkdownSummary.Longest / 1024} KiB): that of {run.Project} is left out. It is in {Path.Combine(outputDirectory, MarkdownFormat.File)}.");
            return;
        }

        // Another program's summary may end inside of a line.
        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encoding.UTF8.GetBytes("\n" + text));
    }

    /// <summary>Opens the file alone: the projects of a solution are built side by side.</summary>
    private static FileStream Open(string file)
    {
        long began = Environment.TickCount64;
        while (true)
        {
            try { return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) when (Environment.TickCount64 - began < s_patience.TotalMilliseconds) { Thread.Sleep(20); }
        }
    }
}
