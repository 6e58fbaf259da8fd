namespace LlmEval.MSBuild;

/// <summary>The verdict as the engine left it. A file that is missing, cut or of another format has no lines but a defect.</summary>
internal sealed class VerdictFile
{
    private const string Header = "#llmeval-verdict\t1\t";

    private VerdictFile(IReadOnlyList<VerdictLine> lines, string? defect)
    {
        Lines = lines;
        Defect = defect;
    }

    /// <summary>What the engine said, in its order.</summary>
    public IReadOnlyList<VerdictLine> Lines { get; }

    /// <summary>Why the file says nothing, or null when it is sound.</summary>
    public string? Defect { get; }

    /// <summary>Reads a file; never throws for what a file may hold.</summary>
    public static VerdictFile Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Broken(File.Exists(path) ? "cannot be read: " + e.Message : "was not written");
        }

        // The last line ends in a line feed too: a file without it was cut.
        if (!text.EndsWith("\n", StringComparison.Ordinal)) { return Broken("is cut short"); }
        string[] rows = text.Substring(0, text.Length - 1).Split('\n');
        if (rows[0].TrimEnd('\r') is not (Header + "complete" or Header + "incomplete")) { return Broken("has an unknown first line"); }

        var lines = new List<VerdictLine>(rows.Length - 1);
        for (int i = 1; i < rows.Length; i++)
        {
            if (VerdictLine.Parse(rows[i].TrimEnd('\r')) is not { } line) { return Broken($"has a line {i + 1} that is no diagnostic"); }
            lines.Add(line);
        }

        return new VerdictFile(lines, defect: null);
    }

    private static VerdictFile Broken(string why) => new([], why);
}
