namespace LlmEval.Gating;

/// <summary>
/// The verdict is open until these samples are drawn. Append their rows to <see cref="Model.CaseScores.Samples"/> and ask again;
/// two rounds are the most.
/// </summary>
/// <param name="Requests">What to draw, sorted ordinally by case; each case once.</param>
public sealed record NeedSamples(IReadOnlyList<SampleRequest> Requests) : GateOutcome
{
    /// <summary>How many samples that is.</summary>
    public int Count => Requests.Sum(r => r.Count);
}
