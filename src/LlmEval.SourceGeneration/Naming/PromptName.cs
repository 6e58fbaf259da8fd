using LlmEval.SourceGeneration.Reading;

namespace LlmEval.SourceGeneration.Naming;

/// <summary>What a prompt is called in C#.</summary>
/// <param name="Path">Full path of its file.</param>
/// <param name="Class">Its class.</param>
/// <param name="Hint">The name of what is generated, without the ending.</param>
/// <param name="Problem">Why it gets no class, or null.</param>
internal sealed record PromptName(string Path, string Class, string Hint, Problem? Problem);
