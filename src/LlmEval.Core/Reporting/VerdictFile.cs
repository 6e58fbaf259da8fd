using System.Globalization;
using System.Text;
using LlmEval.Model;

namespace LlmEval.Reporting;

/// <summary>
/// The file of lines that the MSBuild gate replays: a header, then one diagnostic a line, fields separated by tabs.
/// The gate can read it without JSON, statistics or any library.
/// </summary>
public static class VerdictFile
{
    /// <summary>File name in the output folder.</summary>
    public const string Name = "verdict.tsv";

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">Where.</param>
    /// <param name="diagnostics">What the gate shall say, in this order.</param>
    /// <param name="isComplete">Whether everything was evaluated, so that the build need not ask again until an input changes.</param>
    public static void Write(string path, IEnumerable<Diagnostic> diagnostics, bool isComplete)
    {
        StringBuilder text = new();
        text.Append("#llmeval-verdict\t1\t").Append(isComplete ? "complete" : "incomplete").Append('\n');
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Location at = diagnostic.Location;
            text.Append(diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "message" });
            Append(text, diagnostic.Code);
            Append(text, at.File);
            Append(text, at.Line);
            Append(text, at.Column);
            Append(text, at.EndLine);
            Append(text, at.EndColumn);
            Append(text, diagnostic.Descriptor.HelpLink);
            Append(text, diagnostic.Message);
            text.Append('\n');
        }

        AtomicFile.WriteAllText(path, text.ToString());
    }

    private static void Append(StringBuilder text, int number) => text.Append('\t').Append(number.ToString(CultureInfo.InvariantCulture));

    private static void Append(StringBuilder text, string field)
    {
        text.Append('\t');
        foreach (char c in field)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\r' => text,
                _ => text.Append(c),
            };
        }
    }
}
