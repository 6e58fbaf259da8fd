namespace LlmEval.Model;

/// <summary>A place in a source file: where a diagnostic points.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">First line, from 1; 0 when the whole file is meant.</param>
/// <param name="Column">First column, from 1; 0 when the whole line is meant.</param>
/// <param name="EndLine">Last line, from 1; 0 when unknown.</param>
/// <param name="EndColumn">Column after the last character, from 1; 0 when unknown.</param>
public sealed record Location(string File, int Line = 0, int Column = 0, int EndLine = 0, int EndColumn = 0)
{
    /// <summary>No place: for what concerns the run as a whole.</summary>
    public static readonly Location None = new(string.Empty);

    /// <summary><c>file(line,column)</c>, the form that MSBuild and editors understand.</summary>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}({Line})" : $"{File}({Line},{Column})";
}
