namespace LlmEval.Model;

/// <summary>A metric over the cases of one tag.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Value">The value, in the metric's unit.</param>
/// <param name="Count">Cases it rests on.</param>
public readonly record struct SliceScore(string Tag, double Value, int Count);
