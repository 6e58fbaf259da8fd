namespace LlmEval.Endpoints.Scheduling;

/// <summary>What to do about an attempt that gave no answer.</summary>
internal enum FailureKind
{
    /// <summary>Try again: it was cut, or the server has a fault that may pass.</summary>
    Transient,

    /// <summary>Try again later: the server has too much to do.</summary>
    Throttled,

    /// <summary>Nobody is there. Ends the run, unless somebody was there a moment ago.</summary>
    Unreachable,

    /// <summary>This request is wrong; others may be right. Unscored.</summary>
    Rejected,

    /// <summary>Every request will be refused like this one: ends the run.</summary>
    Refused,
}
