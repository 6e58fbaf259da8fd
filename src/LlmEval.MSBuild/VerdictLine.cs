using System.Globalization;
using System.Text;

namespace LlmEval.MSBuild;

/// <summary>A line of <c>verdict.tsv</c>: one diagnostic of the engine, to be said again in each build.</summary>
internal sealed class VerdictLine
{
    private const int FieldCount = 9;

    private VerdictLine(string severity, string code, string file, int[] place, string helpLink, string message)
    {
        Severity = severity;
        Code = code;
        File = file;
        Line = place[0];
        Column = place[1];
        EndLine = place[2];
        EndColumn = place[3];
        HelpLink = helpLink;
        Message = message;
    }

    /// <summary><c>error</c>, <c>warning</c> or <c>message</c>.</summary>
    public string Severity { get; }

    /// <summary>The code, <c>LLM2001</c>.</summary>
    public string Code { get; }

    /// <summary>Full path of the file, or empty.</summary>
    public string File { get; }

    /// <summary>First line, from 1, or 0.</summary>
    public int Line { get; }

    /// <summary>First column, from 1, or 0.</summary>
    public int Column { get; }

    /// <summary>Last line, from 1, or 0.</summary>
    public int EndLine { get; }

    /// <summary>Column after the last character, from 1, or 0.</summary>
    public int EndColumn { get; }

    /// <summary>Where the code is explained.</summary>
    public string HelpLink { get; }

    /// <summary>Cause and mend.</summary>
    public string Message { get; }

    /// <summary>Reads a line; null when it is not one, which the caller must not take for a pass.</summary>
    public static VerdictLine? Parse(string text)
    {
        string[] fields = text.Split('\t');
        if (fields.Length != FieldCount || fields[0] is not ("error" or "warning" or "message") || fields[1].Length == 0) { return null; }
        var place = new int[4];
        for (int i = 0; i < place.Length; i++)
        {
            if (!int.TryParse(fields[3 + i], NumberStyles.None, CultureInfo.InvariantCulture, out place[i])) { return null; }
        }

        return Unescape(fields[2]) is { } file && Unescape(fields[7]) is { } helpLink && Unescape(fields[8]) is { } message
            ? new VerdictLine(fields[0], fields[1], file, place, helpLink, message)
            : null;
    }

    private static string? Unescape(string field)
    {
        if (field.IndexOf('\\') < 0) { return field; }
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] != '\\')
            {
                text.Append(field[i]);
                continue;
            }

            if (++i == field.Length) { return null; }
            switch (field[i])
            {
                case 't': text.Append('\t'); break;
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case '\\': text.Append('\\'); break;
                default: return null;
            }
        }

        return text.ToString();
    }
}
