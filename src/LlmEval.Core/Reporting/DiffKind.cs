namespace LlmEval.Reporting;

/// <summary>What a line of a difference is.</summary>
public enum DiffKind
{
    /// <summary>In both texts.</summary>
    Same,

    /// <summary>Only in the text before.</summary>
    Removed,

    /// <summary>Only in the text now.</summary>
    Added,

    /// <summary>Stands for unchanged lines that are not shown.</summary>
    Gap,
}
