namespace LlmEval.Documents;

/// <summary>What a <see cref="CaseValue"/> is.</summary>
public enum CaseValueKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number, kept as written.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list.</summary>
    List,

    /// <summary>Names with values, in the author's order.</summary>
    Mapping,
}
