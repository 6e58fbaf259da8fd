using LlmEval.Model;

namespace LlmEval.Prompts;

/// <summary>A message of a prompt.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Content">What is said, with placeholders.</param>
/// <param name="Location">Where it stands.</param>
public sealed record PromptMessage(MessageRole Role, Template Content, Location Location);
