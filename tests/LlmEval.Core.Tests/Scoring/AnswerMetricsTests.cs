using LlmEval.Model;

namespace LlmEval.Scoring;

public sealed class AnswerMetricsTests
{
    [Theory]
    [InlineData("text", FinishReason.Stop, "")]
    [InlineData("text", FinishReason.Length, "cut")]
    [InlineData("", FinishReason.Stop, "empty")]
    [InlineData(" \n", FinishReason.Stop, "empty")]
    [InlineData("", FinishReason.Length, "cut,empty")]
    [InlineData("", FinishReason.ContentFilter, "empty,filtered")]
    [InlineData("text", FinishReason.ContentFilter, "filtered")]
    [InlineData("", FinishReason.ToolCalls, "")]
    public void An_answer_is_cut_empty_or_filtered(string text, FinishReason finish, string expected)
    {
        IReadOnlyList<Score> scores = AnswerMetrics.Score(Bench.Sample(new Answer { Text = text, Finish = finish }));
        scores.Select(s => s.Metric).Should().Equal("cut", "empty", "filtered");
        string.Join(',', scores.Where(s => s.Value == 1).Select(s => s.Metric)).Should().Be(expected);
        scores.Should().OnlyContain(s => s.Passed == (s.Value == 0) && s.Passed == (s.Reason.Length == 0));
    }

    [Fact]
    public void Any_turn_counts_and_the_reason_names_it()
    {
        IReadOnlyList<Score> scores = AnswerMetrics.Score(Bench.Sample(
            new Answer { Text = "a" }, new Answer { Text = "b", Finish = FinishReason.Length }, new Answer { Text = "c" }));
        scores[0].Reason.Should().Be("the answer of turn 2 was cut at the token limit");
    }

    [Fact]
    public void They_are_rates_where_lower_is_better_and_are_reported_only() => AnswerMetrics.Metrics.Should()
        .OnlyContain(m => m.IsBinary && !m.HigherIsBetter && !m.IsGated && AnswerMetrics.IsOne(m.Name));
}
