using LlmEval.Model;

namespace LlmEval.Models.Scripted;

/// <summary>One line of a script: when it holds, what is answered.</summary>
internal sealed record ScriptRule
{
    /// <summary>Text that the last user message contains; null for any.</summary>
    public string? User { get; init; }

    /// <summary>Text that the system message contains; null for any.</summary>
    public string? System { get; init; }

    /// <summary>Number of the sample; null for any.</summary>
    public long? Sample { get; init; }

    /// <summary>The answer; <c>{user}</c> in it stands for the last user message.</summary>
    public string Answer { get; init; } = string.Empty;

    /// <summary>Why the model stopped.</summary>
    public FinishReason Finish { get; init; }

    /// <summary>Time before the answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The latency that is told; null for the real one.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary><c>refused</c>, <c>reset</c> or <c>hang</c>: trouble instead of an answer.</summary>
    public string? Fault { get; init; }

    /// <summary>How often the rule holds in one run; null for always.</summary>
    public long? Times { get; init; }

    /// <summary>Tokens of the request that are told; null to tell none.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer that are told; null to tell none.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The model's name that is told, or null.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The backend's fingerprint that is told, or null.</summary>
    public string? Fingerprint { get; init; }
}
