namespace LlmEval.MSBuild;

/// <summary>The values of <c>LlmEvalMode</c> and of the engine's <c>--mode</c>.</summary>
internal static class EvaluationMode
{
    /// <summary>Name of the file that says in which mode the engine was started last.</summary>
    public const string RecordName = "mode.txt";

    /// <summary>Judges what the cache holds.</summary>
    public const string Cached = "Cached";

    /// <summary>Runs what is missing, then judges.</summary>
    public const string Run = "Run";

    /// <summary>Makes the present results the baseline.</summary>
    public const string Accept = "Accept";

    /// <summary>Checks prompts and suites only.</summary>
    public const string Validate = "Validate";

    private static readonly string[] s_all = [Validate, Cached, Run, Accept];

    /// <summary>The mode in the spelling of the engine, or null when there is none of that name. MSBuild compares without case, so does this.</summary>
    public static string? Parse(string text) =>
        Array.Find(s_all, mode => string.Equals(mode, text.Trim(), StringComparison.OrdinalIgnoreCase));
}
