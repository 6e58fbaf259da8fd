namespace LlmEval.Models;

/// <summary>
/// Marks a method on the class of the <see cref="EvalTargetAttribute">target</see> that is called before each sample that is really drawn, to
/// reset state. Parameters: <see cref="Suites.EvalCase"/> and <see cref="CancellationToken"/>, both optional; it returns nothing,
/// <see cref="Task"/> or <see cref="ValueTask"/>. What it throws makes the sample unscored.
/// </summary>
/// <remarks>A class that has one is asked for one case at a time, unless <c>MaxConcurrency</c> says otherwise.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BeforeCaseAttribute : Attribute;
