using FluentAssertions.Execution;

namespace LlmEval.XunitV3.Tests;

/// <summary>What a user writes whose own code answers; FluentAssertions beside it, in one file.</summary>
public sealed class OwnCode(LlmEvalFixture llm)
{
    private int _asked;

    [LlmEvalTheory]
    [LlmEvalSuite("evals/handed.eval.yml")]
    public async Task Sums(LlmEvalCase item)
    {
        CaseResult result = await llm.EvaluateAsync(item, () => AddAsync(item["a"], item["b"]));

        result.Should().Pass().And.HaveScore("sum").AtLeast(1).And.NotRegress();
        result.Samples.Should().HaveCount(_asked, "the suite's samples are drawn by repeating the code").And.HaveCountGreaterThan(1);
        using (new AssertionScope()) { item.ExpectedText.Should().Be(result.Samples[0].Answer); }
    }

    private async Task<string> AddAsync(string a, string b)
    {
        Interlocked.Increment(ref _asked);
        await Task.Yield();
        return (int.Parse(a, System.Globalization.CultureInfo.InvariantCulture) + int.Parse(b, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
