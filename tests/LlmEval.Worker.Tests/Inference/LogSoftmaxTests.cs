using FsCheck;
using FsCheck.Fluent;
using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Tests.Inference;

public sealed class LogSoftmaxTests
{
    [Fact]
    public void It_is_the_definition() => Prop.ForAll(
        Gen.Choose(-3000, 3000).Select(i => i / 100f).NonEmptyListOf().ToArbitrary(),
        numbers =>
        {
            float[] logits = [.. numbers];
            double sum = logits.Sum(l => Math.Exp(l));
            return Enumerable.Range(0, logits.Length).All(i => Math.Abs(LogSoftmax.Of(logits, i) - Math.Log(Math.Exp(logits[i]) / sum)) < 1e-4);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Together_they_are_one_and_none_is_above_zero()
    {
        float[] logits = [.. Enumerable.Range(0, 1003).Select(i => (float)Math.Sin(i) * 10)];

        logits.Select((_, i) => LogSoftmax.Of(logits, i)).Should().OnlyContain(l => l <= 0);
        logits.Select((_, i) => Math.Exp(LogSoftmax.Of(logits, i))).Sum().Should().BeApproximately(1, 1e-5);
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(-1e30f)]
    public void Large_numbers_do_not_overflow(float shift) =>
        LogSoftmax.Of([shift, shift, shift, shift], 2).Should().BeApproximately(-Math.Log(4), 1e-6);

    [Fact]
    public void A_token_that_cannot_come_takes_nothing() =>
        LogSoftmax.Of([0, float.NegativeInfinity, 0], 0).Should().BeApproximately(-Math.Log(2), 1e-6);

    [Fact]
    public void What_is_no_number_stays_none() => LogSoftmax.Of([0, float.NaN, 0], 0).Should().Be(double.NaN);
}
