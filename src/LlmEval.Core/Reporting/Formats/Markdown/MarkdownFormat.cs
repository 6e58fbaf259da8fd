using System.Text;

namespace LlmEval.Reporting.Formats.Markdown;

/// <summary><c>summary.md</c>: what a person reads on the page of a CI job.</summary>
internal sealed class MarkdownFormat : IReportFormat
{
    /// <summary>The format's name.</summary>
    public const string Word = "markdown";

    /// <summary>File name in the output folder.</summary>
    public const string File = "summary.md";

    public string Name => Word;

    public string FileName => File;

    public void Write(RunReport run, string outputDirectory, Stream output) =>
        output.Write(Encoding.UTF8.GetBytes(MarkdownSummary.Of(run, outputDirectory, MarkdownSummary.Longest)));
}
