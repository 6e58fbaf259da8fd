namespace LlmEval.Gating.Baselines;

/// <summary>
/// What the accepted answers were made from and judged by, as hashes, so that a later verdict can say what changed. Nothing here decides whether a baseline matches: its cases' keys do.
/// Every member is null where it is not known (a baseline of an earlier version).
/// </summary>
public sealed record BaselineInputs
{
    /// <summary>Nothing is known.</summary>
    public static readonly BaselineInputs Unknown = new();

    /// <summary>Name of the prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The prompt's file relative to the project, with forward slashes.</summary>
    public string? PromptFile { get; init; }

    /// <summary><c>sha256:</c> and the hash of the prompt's file.</summary>
    public string? PromptHash { get; init; }

    /// <summary>The sampling parameters in one line.</summary>
    public string? Parameters { get; init; }

    /// <summary>Hash of the bound <c>gate:</c>: when it differs, the gate itself was changed.</summary>
    public string? GateKey { get; init; }
}
