namespace LlmEval.Cli;

/// <summary>What the process says to its caller beside the verdicts' own statuses (<see cref="Gating.VerdictKind"/>).</summary>
internal static class ExitStatus
{
    /// <summary>Done; every verdict is a pass.</summary>
    public const int Success = 0;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 64;

    /// <summary>A defect of ours.</summary>
    public const int Internal = 70;

    /// <summary>The user, or the end of the parent, stopped it.</summary>
    public const int Cancelled = 130;
}
