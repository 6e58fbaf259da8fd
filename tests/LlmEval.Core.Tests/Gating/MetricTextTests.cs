using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData(0.000003, "0.000003 s")]
    [InlineData(0.00001649, "0.000016 s")]
    [InlineData(0, "0 s")]
    [InlineData(0.04373, "0.04373 s")]
    [InlineData(12.5, "12.5 s")]
    public void A_short_time_is_written_without_an_exponent(double value, string text) =>
        MetricText.Value(Situation.Cases("p", "p").Metrics[0] with { IsBinary = false, Unit = "s" }, value).Should().Be(text);
}
