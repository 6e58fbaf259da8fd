namespace LlmEval.Endpoints.Scheduling;

/// <summary>What a request's end says of its server's load.</summary>
internal enum GateOutcome
{
    /// <summary>Nothing: it was cut, cancelled or wrong.</summary>
    Unknown,

    /// <summary>It was answered.</summary>
    Served,

    /// <summary>There were too many.</summary>
    TurnedAway,
}
