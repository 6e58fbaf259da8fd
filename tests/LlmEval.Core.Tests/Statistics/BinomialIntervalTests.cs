namespace LlmEval.Statistics;

public sealed class BinomialIntervalTests
{
    // Successes, trials, Clopper-Pearson 95% (both ends), one-sided upper and lower bound, Wilson 95%: statsmodels 0.13.5, scipy 1.10.1.
    [Theory]
    [InlineData(3, 3, 0.2924017738212866, 1, 1, 0.3684031498640387, 0.43850296824495444, 1)]
    [InlineData(0, 10, 0, 0.30849710781876083, 0.2588655508930522, 0, 0, 0.27753279986288926)]
    [InlineData(9, 10, 0.5549838829718047, 0.9974714214555382, 0.9948838031081763, 0.6058366975634952, 0.5958499732047614, 0.982123786904927)]
    [InlineData(0, 200, 0, 0.018275340355136244, 0.014867039231272056, 0, 0, 0.01884532637726658)]
    [InlineData(600, 600, 0.9938707286693308, 1, 1, 0.9950195566196387, 0.9936382989862994, 1)]
    [InlineData(900, 1000, 0.8797120634813074, 0.91789466564442, 0.9152152323315307, 0.8830084679036321, 0.8798480368046516, 0.9170905564069044)]
    [InlineData(655, 1000, 0.6246139976951355, 0.6844700767243277, 0.6798643245189684, 0.6294571027764189, 0.6249942093571865, 0.6838194955122914)]
    [InlineData(12, 15, 0.5191088661931469, 0.9566879948941635, 0.9431531324097532, 0.560215564018444, 0.5481455128483064, 0.9295245065301845)]
    public void Bounds_are_those_of_the_reference_implementation(int k, int n, double lower, double upper, double oneUpper, double oneLower, double wilsonLower, double wilsonUpper)
    {
        (double low, double high) = BinomialInterval.ClopperPearson(k, n);
        low.Should().BeApproximately(lower, 1e-12);
        high.Should().BeApproximately(upper, 1e-12);
        BinomialInterval.ClopperPearsonUpper(k, n).Should().BeApproximately(oneUpper, 1e-12);
        BinomialInterval.ClopperPearsonLower(k, n).Should().BeApproximately(oneLower, 1e-12);
        (low, high) = BinomialInterval.Wilson(k, n);
        low.Should().BeApproximately(wilsonLower, 1e-12);
        high.Should().BeApproximately(wilsonUpper, 1e-12);
    }

    // scipy.stats.beta.ppf
    [Theory]
    [InlineData(1, 2, 0.01257911709342505, 0.9874208829065749, 0.9746794344808963)]
    [InlineData(7, 200, 0.014185525898419246, 0.0707809983509772, 0.06473252213684852)]
    [InlineData(1, 100000, 2.531780477933314e-07, 5.571516034774275e-05, 4.743775717386053e-05)]
    [InlineData(30000, 100000, 0.2971605754005649, 0.302851028681074, 0.3023928848996499)]
    [InlineData(499999, 1000000, 0.49901851919821005, 0.5009794808075825, 0.5008219260526601)]
    [InlineData(3, 1000000, 6.186725501906401e-07, 8.767247788067677e-06, 7.75363809884006e-06)]
    public void Bounds_stay_exact_for_many_trials_and_for_rare_successes(int k, int n, double lower, double upper, double oneUpper)
    {
        (double low, double high) = BinomialInterval.ClopperPearson(k, n);
        (low / lower).Should().BeApproximately(1, 1e-9);
        (high / upper).Should().BeApproximately(1, 1e-9);
        (BinomialInterval.ClopperPearsonUpper(k, n) / oneUpper).Should().BeApproximately(1, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(59)]
    [InlineData(10000)]
    public void Without_a_success_the_upper_bound_is_one_minus_the_nth_root_of_alpha(int n) =>
        BinomialInterval.ClopperPearsonUpper(0, n).Should().BeApproximately(1 - Math.Pow(.05, 1.0 / n), 1e-15);

    [Fact]
    public void Bounds_hold_the_rate_mirror_each_other_and_grow_with_the_successes()
    {
        double before = -1;
        for (int k = 0; k <= 40; k++)
        {
            (double lower, double upper) = BinomialInterval.ClopperPearson(k, 40);
            (double mirrorLower, double mirrorUpper) = BinomialInterval.ClopperPearson(40 - k, 40);
            lower.Should().BeLessThanOrEqualTo(k / 40.0).And.BeApproximately(1 - mirrorUpper, 1e-12);
            upper.Should().BeGreaterThanOrEqualTo(k / 40.0).And.BeApproximately(1 - mirrorLower, 1e-12).And.BeGreaterThanOrEqualTo(before);
            BinomialInterval.ClopperPearson(k, 40, .9).Upper.Should().BeApproximately(BinomialInterval.ClopperPearsonUpper(k, 40), 1e-12);
            before = upper;
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 3)]
    [InlineData(4, 3)]
    public void Counts_that_cannot_be_are_refused(int k, int n) =>
        FluentActions.Invoking(() => BinomialInterval.ClopperPearson(k, n)).Should().Throw<ArgumentOutOfRangeException>();
}
