namespace LlmEval.Models;

/// <summary>
/// Marks the method of your own code that a model item with <c>Provider="Assembly"</c> asks. Its parameters, each at most once and in any
/// order: <see cref="Suites.EvalCase"/>, the conversation (<c>IReadOnlyList&lt;ChatMessage&gt;</c>) and <see cref="CancellationToken"/>. It returns a
/// <see cref="string"/>, an <see cref="EvalAnswer"/> or a <c>ChatResponse</c>, or a <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/> of one
/// of them. Static, or of a class with a constructor without parameters: one object answers a whole run.
/// </summary>
/// <remarks>What it throws makes the sample unscored, never failed; an answer that is merely wrong must be returned.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EvalTargetAttribute : Attribute;
