namespace LlmEval.Gating;

/// <summary>What the gate answers: a <see cref="Verdict"/>, or what it needs before it can give one.</summary>
public abstract record GateOutcome
{
    private protected GateOutcome() { }
}
