namespace LlmEval.Documents;

/// <summary>How a scalar is written, which decides where in the file its n-th character stands.</summary>
public enum ScalarStyle
{
    /// <summary>Without quotes.</summary>
    Plain,

    /// <summary>In single quotes.</summary>
    SingleQuoted,

    /// <summary>In double quotes; also every JSON string.</summary>
    DoubleQuoted,

    /// <summary>A block that keeps its lines (<c>|</c>).</summary>
    Literal,

    /// <summary>A block whose lines are joined (<c>></c>).</summary>
    Folded,
}
