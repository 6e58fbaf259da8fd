using System.Globalization;

namespace LlmEval.Benchmarks;

/// <summary>A measured value and what it should be at most.</summary>
internal sealed record Figure(string Name, double Value, string Unit, double Goal)
{
    /// <summary>Whether the goal is met.</summary>
    public bool IsMet => Value <= Goal;

    /// <summary>The line that machines read.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"figure {Name} {Value:0.###} {Unit} goal {Goal:0.###} {(IsMet ? "met" : "missed")}");
}
