using LlmEval.Manifests;
using LlmEval.Running;

namespace LlmEval.Aside;

/// <summary>Which models, prompts and parameters to put side by side.</summary>
public sealed record MatrixRequest
{
    /// <summary>The project.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>The suite; the project's only one when null.</summary>
    public string? Suite { get; init; }

    /// <summary>Names of model items; the suite's own when empty.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Names of prompts; the suite's own when empty.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Sampling parameters by name as in a suite, such as <c>temperature</c>, each with its values.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Parameters { get; init; } = [];

    /// <summary>Which cases; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>How far it goes: <see cref="EvaluationMode.Plan"/>, <see cref="EvaluationMode.Cached"/> or <see cref="EvaluationMode.Run"/>.</summary>
    public EvaluationMode Mode { get; init; } = EvaluationMode.Run;

    /// <summary>Is told how it goes.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;
}
