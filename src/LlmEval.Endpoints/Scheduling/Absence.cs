namespace LlmEval.Endpoints.Scheduling;

/// <summary>How long a server that cannot be reached has been away.</summary>
internal enum Absence
{
    /// <summary>It has never answered.</summary>
    NeverThere,

    /// <summary>It has answered before, and may come back.</summary>
    JustLeft,

    /// <summary>It has answered before, and has been away for too long.</summary>
    Gone,
}
