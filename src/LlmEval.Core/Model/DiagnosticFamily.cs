namespace LlmEval.Model;

/// <summary>Whose turn it is: the thousands of a code.</summary>
public enum DiagnosticFamily
{
    /// <summary>1xxx: the mend is an edit of a prompt, a suite, a data file or the project.</summary>
    Authoring,

    /// <summary>2xxx: the mend is better answers, or accepting them.</summary>
    Verdict,

    /// <summary>3xxx: the mend is on the machine.</summary>
    Infrastructure,

    /// <summary>9xxx: a defect of ours.</summary>
    Internal,
}
