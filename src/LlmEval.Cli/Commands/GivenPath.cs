using LlmEval.Model;

namespace LlmEval.Cli.Commands;

/// <summary>Paths as somebody typed them.</summary>
internal static class GivenPath
{
    /// <summary>The full path; an empty one (a variable of a script that is not set) is told and not taken for the current folder.</summary>
    /// <exception cref="LlmEvalException">LLM3016: it is empty.</exception>
    public static string Full(string path, string option) => string.IsNullOrWhiteSpace(path)
        ? throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"{option} is given without a path. Name one, or leave the option out."))
        : Path.GetFullPath(path);
}
