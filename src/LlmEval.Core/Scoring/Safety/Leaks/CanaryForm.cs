namespace LlmEval.Scoring.Safety.Leaks;

/// <summary>How a canary was written in an answer.</summary>
public enum CanaryForm
{
    /// <summary>As it is, in upper or lower case.</summary>
    Plain,

    /// <summary>With other characters between its own (spaces, dashes, zero-width characters), or in compatibility forms (full width, bold, circled).</summary>
    Spaced,

    /// <summary>Backwards.</summary>
    Reversed,

    /// <summary>In ROT13.</summary>
    Rot13,

    /// <summary>In base64 or base64url, alone or inside a longer text.</summary>
    Base64,

    /// <summary>As the hexadecimal digits of its bytes.</summary>
    Hex,
}
