using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting.Formats.Ctrf;
using LlmEval.Reporting.Formats.Junit;
using LlmEval.Reporting.Formats.Markdown;
using LlmEval.Reporting.Formats.Sarif;

namespace LlmEval.Reporting.Formats;

/// <summary>The reports that a project chooses with the property <c>LlmEvalReports</c>, and those of them that are written here.</summary>
public static class ReportFormats
{
    /// <summary>Name of the property: words with semicolons or commas between them.</summary>
    public const string Property = "LlmEvalReports";

    /// <summary>The word of the report for people, <c>report.html</c>.</summary>
    public const string Html = "html";

    /// <summary>The word for no report but <c>report.txt</c> and <c>report.json</c>.</summary>
    public const string None = "none";

    private static readonly char[] s_separators = [';', ','];
    private static readonly IReportFormat[] s_all = [new MarkdownFormat(), new JunitFormat(), new CtrfFormat(), new SarifFormat()];

    /// <summary>The words that the property may hold, besides <see cref="None"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = [Html, .. s_all.Select(f => f.Name)];

    /// <summary>The words of the formats that <see cref="Write"/> writes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(f => f.Name)];

    /// <summary>The words of a project that says nothing: what a person reads. Formats with a line a case are written when they are asked for.</summary>
    public static IReadOnlyList<string> Default { get; } = [Html, MarkdownFormat.Word];

    /// <summary>Whether a project wants a report.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="word">The report's word, <see cref="Html"/> for instance.</param>
    public static bool Wants(Manifest manifest, string word) => Chosen(manifest).Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the last evaluation in a format, from what that left in the output folder.</summary>
    /// <param name="outputDirectory">The folder.</param>
    /// <param name="word">One of <see cref="Names"/>.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="LlmEvalException">LLM3016: nothing was evaluated, or by another version.</exception>
    public static void Write(string outputDirectory, string word, Stream output) =>
        s_all.First(f => f.Name == word).Write(RunReport.Read(outputDirectory), outputDirectory, output);

    /// <summary>The words of the property that mean nothing.</summary>
    internal static IReadOnlyList<string> Unknown(Manifest manifest) =>
        [.. Chosen(manifest).Where(w => !Words.Append(None).Contains(w, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Writes what a project chose beside its other reports; what it did not choose and an earlier run left there is taken away, so that nobody publishes it as of this run.</summary>
    /// <exception cref="LlmEvalException">LLM3007: a file cannot be written.</exception>
    internal static void WriteChosen(Manifest manifest, RunReport run)
    {
        string folder = manifest.OutputDirectory;
        run.Write(folder);
        foreach (IReportFormat format in s_all)
        {
            string path = Path.Combine(folder, format.FileName);
            if (Wants(manifest, format.Name)) { AtomicFile.Write(path, stream => format.Write(run, folder, stream)); }
            else if (File.Exists(path)) { Delete(path); }
        }
    }

    private static IReadOnlyList<string> Chosen(Manifest manifest) => manifest.Setting(Property) is not { } said ? Default
        : said.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void Delete(string path)
    {
        try { File.Delete(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(
                Diagnostics.CacheUnwritable.At(new Location(path), $"The report of an earlier run cannot be deleted: {e.Message} Close what holds it, or give rights to its folder."), e);
        }
    }
}
