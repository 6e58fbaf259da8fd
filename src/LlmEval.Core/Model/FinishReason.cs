namespace LlmEval.Model;

/// <summary>Why a model stopped.</summary>
public enum FinishReason
{
    /// <summary>It was done.</summary>
    Stop,

    /// <summary>It was cut at the token limit.</summary>
    Length,

    /// <summary>A content filter cut it or refused.</summary>
    ContentFilter,

    /// <summary>It asked for a tool.</summary>
    ToolCalls,
}
