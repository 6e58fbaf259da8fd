using System.Runtime.InteropServices;

namespace LlmEval.Running;

/// <summary>What some calls of a run will use.</summary>
/// <param name="Expected">About what they will use.</param>
/// <param name="Most">What they cannot pass.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CallEstimate(Usage Expected, Usage Most)
{
    /// <summary>No calls.</summary>
    public static readonly CallEstimate None = new(Usage.None, Usage.None);

    /// <summary>Both together.</summary>
    public static CallEstimate operator +(CallEstimate left, CallEstimate right) => new(left.Expected + right.Expected, left.Most + right.Most);
}
