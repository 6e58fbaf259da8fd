namespace LlmEval.Scoring;

/// <summary>
/// Brings checks of your own. A public class of this interface with a public constructor without parameters is found in the assembly of an
/// <c>LlmEvaluator</c> item; its kinds are then named in suites like the built-in ones. One object lives for an evaluation and is disposed at its end.
/// </summary>
public interface IEvaluatorPlugin
{
    /// <summary>The kinds that it brings; none for one that brings something else only. Asked once.</summary>
    IReadOnlyList<CheckKind> Kinds { get; }
}
