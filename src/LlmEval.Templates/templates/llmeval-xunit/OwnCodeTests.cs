using LlmEval.Engine;
using LlmEval.XunitV3;
using Xunit;

namespace Triage._1;

/// <summary>
/// Code of your own under test: the test calls it and hands the answer over; the suite scores it and compares it with what was accepted. The other
/// suite, evals/triage.eval.yml, needs no code: its cases are tests of a generated class.
/// </summary>
public sealed class OwnCodeTests(LlmEvalFixture llm)
{
    [LlmEvalTheory]
    [LlmEvalSuite("evals/sorter.eval.yml")]
    public async Task Sorts_tickets(LlmEvalCase item)
    {
        // A function, not its answer: it is called for each sample, so that a case that seems lost is asked again before its test is red.
        var result = await llm.EvaluateAsync(item, () => Sorter.SortAsync(item["ticket"]));

        result.Should().Pass();
    }
}

/// <summary>In place of your code: a retrieval pipeline, an agent, a call of a model with all that is around it.</summary>
internal static class Sorter
{
    public static Task<string> SortAsync(string ticket) => Task.FromResult(ticket switch
    {
        _ when ticket.Contains("invoice", StringComparison.OrdinalIgnoreCase) => "billing",
        _ when ticket.Contains("arrived", StringComparison.OrdinalIgnoreCase) => "shipping",
        _ => "defect",
    });
}
