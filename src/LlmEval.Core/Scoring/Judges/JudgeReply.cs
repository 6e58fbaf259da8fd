using System.Text.Json;

namespace LlmEval.Scoring.Judges;

/// <summary>What a judge answered: an object of the asked form, or why there is none.</summary>
internal readonly record struct JudgeReply
{
    /// <summary>The object.</summary>
    public JsonElement Root { get; init; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Trouble { get; init; }

    /// <summary>The verdict, of questions that have one.</summary>
    public VerdictOption? Verdict { get; init; }

    /// <summary>The reason given, on one line.</summary>
    public string Reason { get; init; }
}
