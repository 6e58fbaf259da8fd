namespace LlmEval.MSBuild;

/// <summary>The few diagnostics that the tasks give themselves; the engine gives all others. The README has the table.</summary>
internal static class Codes
{
    /// <summary>A value has the wrong type or is out of range.</summary>
    public const string BadValue = "LLM1003";

    /// <summary>Changed and not evaluated yet: never promoted by <c>TreatWarningsAsErrors</c>.</summary>
    public const string NotEvaluated = "LLM2010";

    /// <summary>A defect in LlmEval.</summary>
    public const string Internal = "LLM9001";

    /// <summary>Where a code is explained.</summary>
    public static string HelpLink(string code) =>
        "https://github.com/llmeval/llmeval/blob/main/src/LlmEval.MSBuild/README.md#" + code.ToLowerInvariant();
}
