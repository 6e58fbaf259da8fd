namespace LlmEval.Documents;

/// <summary>What a scalar is under the YAML 1.2 core schema; a quoted scalar is always <see cref="Text"/>.</summary>
public enum ScalarKind
{
    /// <summary>A text; also bare <c>yes</c>, <c>no</c>, <c>on</c> and dates.</summary>
    Text,

    /// <summary><c>null</c>, <c>~</c> or nothing.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A number with a fraction or exponent, <c>.inf</c> or <c>.nan</c>.</summary>
    Real,
}
