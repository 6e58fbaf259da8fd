namespace LlmEval.Suites;

/// <summary>How many samples a suite draws, in words: first samples plus those held back for confirmation.</summary>
public enum Effort
{
    /// <summary>1 + 2.</summary>
    Quick,

    /// <summary>3 + 6.</summary>
    Cheap,

    /// <summary>3 + 9.</summary>
    Standard,
}
