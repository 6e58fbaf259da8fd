namespace LlmEval.Comparing;

/// <summary>What an <see cref="Operand"/> names.</summary>
public enum OperandKind
{
    /// <summary>A result of a run or a baseline, by its path.</summary>
    File,

    /// <summary>What the suite scores now, by the cache.</summary>
    Now,

    /// <summary>The committed baseline, now or at a revision.</summary>
    Baseline,

    /// <summary>The suite with another model.</summary>
    Model,

    /// <summary>The suite with another prompt.</summary>
    Prompt,

    /// <summary>The suite with the prompt of a revision.</summary>
    Revision,
}
