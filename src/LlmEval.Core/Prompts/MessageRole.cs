namespace LlmEval.Prompts;

/// <summary>Who speaks in a message.</summary>
public enum MessageRole
{
    /// <summary>The instructions (<c>system</c>).</summary>
    System,

    /// <summary>The user (<c>user</c>).</summary>
    User,

    /// <summary>The model: an example of an answer (<c>assistant</c>).</summary>
    Assistant,
}
