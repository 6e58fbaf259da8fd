namespace LlmEval.Reporting;

/// <summary>What changed since the baseline was accepted. A text that must stay private, or that cannot be found any more, is absent though <see cref="IsPromptChanged"/> says that it changed.</summary>
public sealed record SinceBaseline
{
    /// <summary>Name of the prompt, or null for a suite without one.</summary>
    public string? Prompt { get; init; }

    /// <summary>Whether the prompt's file is another one; null where the baseline does not say.</summary>
    public bool? IsPromptChanged { get; init; }

    /// <summary>The prompt's file line by line, with a few unchanged lines around each change; empty where nothing is to be shown.</summary>
    public IReadOnlyList<DiffLine> PromptDiff { get; init; } = [];

    /// <summary>What the model was; null where it is the same.</summary>
    public string? ModelBefore { get; init; }

    /// <summary>What the model is now; null where it is the same.</summary>
    public string? ModelNow { get; init; }

    /// <summary>The sampling parameters then, in one line; null where they are the same or not known.</summary>
    public string? ParametersBefore { get; init; }

    /// <summary>The sampling parameters now, in one line; null where they are the same or not known.</summary>
    public string? ParametersNow { get; init; }

    /// <summary>Names of the metrics whose checks changed, ordinally.</summary>
    public IReadOnlyList<string> ChangedScorers { get; init; } = [];

    /// <summary>Whether the <c>gate:</c> changed; null where the baseline does not say.</summary>
    public bool? IsGateChanged { get; init; }
}
