using LlmEval.Suites;

namespace LlmEval.Models;

/// <summary>
/// Is told where a sample begins and ends. A client that keeps state gives it as a service. Only samples that are really drawn have a
/// beginning: an answer from the cache touches no state.
/// </summary>
public interface ISampleScope
{
    /// <summary>Called before the first request of a sample. What it throws makes the sample unscored.</summary>
    ValueTask BeginAsync(EvalCase testCase, CancellationToken cancellationToken);

    /// <summary>Called after the last request of a sample that was begun, however it went. Must not throw.</summary>
    ValueTask EndAsync(EvalCase testCase);
}
