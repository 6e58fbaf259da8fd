using System.Runtime.InteropServices;

namespace LlmEval.Running;

/// <summary>What calls used or would use.</summary>
/// <param name="Calls">Requests.</param>
/// <param name="InputTokens">Tokens of the requests.</param>
/// <param name="OutputTokens">Tokens of the answers.</param>
/// <param name="Cost">Money, in the currency of the model's price; null when a price is not known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Usage(long Calls, long InputTokens, long OutputTokens, double? Cost)
{
    /// <summary>Nothing, which costs nothing.</summary>
    public static readonly Usage None = new(0, 0, 0, 0);

    /// <summary>Tokens in both directions.</summary>
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>Both together; the cost is known when both are.</summary>
    public static Usage operator +(Usage left, Usage right) =>
        new(left.Calls + right.Calls, left.InputTokens + right.InputTokens, left.OutputTokens + right.OutputTokens, left.Cost + right.Cost);

    /// <summary>What is left of the first without the second; the cost is known when both are.</summary>
    public static Usage operator -(Usage left, Usage right) =>
        new(left.Calls - right.Calls, left.InputTokens - right.InputTokens, left.OutputTokens - right.OutputTokens, left.Cost - right.Cost);
}
