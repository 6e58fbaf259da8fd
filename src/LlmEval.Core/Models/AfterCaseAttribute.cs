namespace LlmEval.Models;

/// <summary>
/// Marks a method like that of <see cref="BeforeCaseAttribute"/> that is called after each sample that was begun, also when it failed or ran
/// out of time. What it throws is reported and changes no score: the answer was given before.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AfterCaseAttribute : Attribute;
