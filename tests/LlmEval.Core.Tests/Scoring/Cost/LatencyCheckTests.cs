using LlmEval.Model;

namespace LlmEval.Scoring.Cost;

public sealed class LatencyCheckTests
{
    [Theory]
    [InlineData("latency: 2s", 2000, true)]
    [InlineData("latency: 2s", 2001, false)]
    [InlineData("latency: 500", 500, true)]
    [InlineData("latency: 500", 501, false)]
    [InlineData("latency: 0.5", 1, false)]
    [InlineData("latency: { threshold: 250ms }", 249, true)]
    [InlineData("latency: { threshold: 1m }", 60_001, false)]
    public void It_passes_up_to_the_threshold_and_its_opposite_above(string entry, int milliseconds, bool expected)
    {
        Answer answer = new() { Text = "x", Latency = TimeSpan.FromMilliseconds(milliseconds) };
        Score score = Bench.Score(Bench.Check(entry), answer);
        score.Passed.Should().Be(expected);
        score.Value.Should().BeApproximately(milliseconds / 1000.0, 1e-9, "the raw score is in seconds");
        Bench.Score(Bench.Check($"not-{entry}"), answer).Passed.Should().Be(!expected);
    }

    [Fact]
    public void It_decides_a_case_but_is_never_compared_with_a_baseline()
    {
        BoundCheck check = Bench.Check("latency: 2s");
        check.Decides.Should().BeTrue();
        (check.Metric.IsGated, check.Metric.HigherIsBetter, check.Metric.IsBinary, check.Metric.Unit).Should().Be((false, false, false, "s"));
    }
}
