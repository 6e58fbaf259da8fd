namespace LlmEval.Reporting.Formats;

/// <summary>A form in which other programs take a run: one class a form, chosen by name in <see cref="ReportFormats"/>.</summary>
internal interface IReportFormat
{
    /// <summary>The word in <c>LlmEvalReports</c> and of <c>llmeval report --format</c>.</summary>
    string Name { get; }

    /// <summary>File name in the output folder.</summary>
    string FileName { get; }

    /// <summary>Writes a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outputDirectory">The folder with its results: where answers and reasons are looked up.</param>
    /// <param name="output">Where it goes, in UTF-8 without a byte order mark.</param>
    void Write(RunReport run, string outputDirectory, Stream output);
}
