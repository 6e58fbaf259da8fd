namespace LlmEval.Reporting;

/// <summary>A line of a difference of two texts.</summary>
/// <param name="Kind">Whether it was removed, added, is the same, or stands for lines that are left out.</param>
/// <param name="Text">The line, without its end.</param>
public readonly record struct DiffLine(DiffKind Kind, string Text);
