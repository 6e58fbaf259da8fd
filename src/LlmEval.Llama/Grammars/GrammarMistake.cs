namespace LlmEval.Llama.Grammars;

/// <summary>A mistake in a grammar.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record GrammarMistake(int Line, int Column, string Reason);
