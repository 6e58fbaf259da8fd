namespace LlmEval.Gating.Baselines;

/// <summary>What a must-pass case did when the baseline was made; kept so that an unchanged suite needs no fresh samples.</summary>
public enum MustPassState : byte
{
    /// <summary>The case was not must-pass.</summary>
    None,

    /// <summary>Every first sample passed.</summary>
    Passed,

    /// <summary>A first sample failed, the fresh ones passed.</summary>
    Unstable,

    /// <summary>A first sample failed and a fresh one too.</summary>
    Failed,
}
