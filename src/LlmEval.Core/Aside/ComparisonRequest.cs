using LlmEval.Comparing;
using LlmEval.Manifests;
using LlmEval.Running;

namespace LlmEval.Aside;

/// <summary>What to compare.</summary>
public sealed record ComparisonRequest
{
    /// <summary>The project; may be null when both sides are files.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>The left side.</summary>
    public required Operand A { get; init; }

    /// <summary>The right side.</summary>
    public required Operand B { get; init; }

    /// <summary>The suite; that of a file, or the project's only one, when null.</summary>
    public string? Suite { get; init; }

    /// <summary>The model where a side does not name one; that of a file, or the suite's only one, when null.</summary>
    public string? Model { get; init; }

    /// <summary>Which cases; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Whether missing answers are drawn; else nothing is asked.</summary>
    public bool Run { get; init; }

    /// <summary>Is told how it goes.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;
}
