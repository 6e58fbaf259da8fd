using System.Runtime.InteropServices;

namespace LlmEval.Scoring.Bias;

/// <summary>Decisions of one group: how many, how many positive, and both again for those that should have been positive and those that should not.</summary>
/// <param name="Count">Decisions.</param>
/// <param name="Positive">Positive ones.</param>
/// <param name="Actual">Decisions that should have been positive.</param>
/// <param name="RightlyPositive">Those of them that were.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GroupRates(int Count, int Positive, int Actual, int RightlyPositive)
{
    /// <summary>Share of positive decisions; NaN without decisions.</summary>
    public double SelectionRate => (double)Positive / Count;

    /// <summary>Share of positive decisions among those that should have been; NaN without any.</summary>
    public double TruePositiveRate => (double)RightlyPositive / Actual;

    /// <summary>Share of positive decisions among those that should not have been; NaN without any.</summary>
    public double FalsePositiveRate => (double)(Positive - RightlyPositive) / (Count - Actual);

    /// <summary>With one more decision.</summary>
    /// <param name="isPositive">What was decided.</param>
    /// <param name="shouldBe">What should have been.</param>
    public GroupRates With(bool isPositive, bool shouldBe) =>
        new(Count + 1, Positive + (isPositive ? 1 : 0), Actual + (shouldBe ? 1 : 0), RightlyPositive + (isPositive && shouldBe ? 1 : 0));
}
