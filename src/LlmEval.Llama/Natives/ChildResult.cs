namespace LlmEval.Llama.Natives;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record ChildResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The last lines of what it complained about, in one line.</summary>
    public string LastWords()
    {
        string[] lines = (Errors.Trim().Length > 0 ? Errors : Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string text = string.Join(" | ", lines.TakeLast(4));
        return text.Length > 600 ? text[..600] + "..." : text;
    }
}
