using System.Runtime.CompilerServices;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace LlmEval.Scoring.Judges;

public sealed class AgreementTests
{
    public static TheoryData<string> Vectors() => [.. Rows("stats_agreement.jsonl")];

    public static TheoryData<string> Corrections() => [.. Rows("stats_ppi.jsonl")];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Agreement_is_that_of_the_reference(string line)
    {
        JsonElement row = JsonElement.Parse(line), expected = row.GetProperty("expected");
        List<int> labels = [.. row.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        Agreement sut = new(Places("human"), Places("judge"), labels.Count);
        sut.Accuracy.Should().BeApproximately(Of("accuracy"), 1e-12);
        sut.Kappa(AgreementWeights.Nominal).Should().BeApproximately(Of("kappa"), 1e-9);
        sut.Kappa(AgreementWeights.Linear).Should().BeApproximately(Of("kappa_linear"), 1e-9);
        sut.Kappa(AgreementWeights.Quadratic).Should().BeApproximately(Of("kappa_quadratic"), 1e-9);
        sut.Alpha(AgreementWeights.Nominal).Should().BeApproximately(Of("krippendorff_nominal"), 1e-9);
        sut.Alpha(AgreementWeights.Linear).Should().BeApproximately(Of("krippendorff_ordinal"), 1e-9);
        sut.Alpha(AgreementWeights.Quadratic, [.. labels.Select(l => (double)l)]).Should().BeApproximately(Of("krippendorff_interval"), 1e-9);

        double Of(string name) => expected.GetProperty(name).GetDouble();
        List<int> Places(string who) => [.. row.GetProperty(who).EnumerateArray().Select(l => labels.IndexOf(l.GetInt32()))];
    }

    [Theory]
    [MemberData(nameof(Corrections))]
    public void Corrected_rates_are_those_of_the_reference(string line)
    {
        JsonElement row = JsonElement.Parse(line), expected = row.GetProperty("expected");
        double[] human = Numbers("human_labels"), judge = Numbers("judge_on_labeled");
        int ones = row.GetProperty("judge_unlabeled_ones").GetInt32(), all = row.GetProperty("judge_unlabeled_n").GetInt32();
        double[] rest = [.. Enumerable.Repeat(1.0, ones), .. Enumerable.Repeat(0.0, all - ones)];
        CorrectedRate plain = CorrectedRate.PredictionPowered(human, judge, rest), tuned = CorrectedRate.PowerTuned(human, judge, rest);
        plain.Estimate.Should().BeApproximately(Of("ppi"), 1e-9);
        plain.StandardError.Should().BeApproximately(Of("ppi_se"), 1e-9);
        plain.Lower.Should().BeApproximately(expected.GetProperty("ppi_ci95")[0].GetDouble(), 1e-9);
        plain.Upper.Should().BeApproximately(expected.GetProperty("ppi_ci95")[1].GetDouble(), 1e-9);
        CorrectedRate.Lambda(human, judge, rest).Should().BeApproximately(Of("lambda_pp"), 1e-9);
        tuned.Estimate.Should().BeApproximately(Of("ppi_pp"), 1e-9);
        tuned.StandardError.Should().BeApproximately(Of("ppi_pp_se"), 1e-9);

        double Of(string name) => expected.GetProperty(name).GetDouble();
        double[] Numbers(string name) => [.. row.GetProperty(name).EnumerateArray().Select(l => l.GetDouble())];
    }

    [Fact]
    public void The_vectors_are_all_there() => (Vectors().Count, Corrections().Count).Should().Be((8, 8));

    [Fact]
    public void The_interval_of_kappa_is_that_of_Fleiss_Cohen_and_Everitt()
    {
        // 45 15 / 25 15: kappa 0.130435; the variance written out by hand from the margins .6 .4 and .7 .3.
        Agreement sut = Of([(0, 0, 45), (0, 1, 15), (1, 0, 25), (1, 1, 15)]);
        double po = 0.6, pe = 0.54, k = (po - pe) / (1 - pe);
        double a = (.45 * Sq(1 - ((.6 + .7) * (1 - k)))) + (.15 * Sq(1 - ((.4 + .3) * (1 - k))));
        double b = Sq(1 - k) * ((.15 * Sq(.7 + .4)) + (.25 * Sq(.3 + .6)));
        double se = Math.Sqrt((a + b - Sq(k - (pe * (1 - k)))) / (100 * Sq(1 - pe)));
        sut.Kappa(AgreementWeights.Nominal).Should().BeApproximately(k, 1e-12);
        (double lower, double upper) = sut.KappaInterval(AgreementWeights.Nominal)!.Value;
        lower.Should().BeApproximately(k - (1.959963984540054 * se), 1e-9);
        upper.Should().BeApproximately(k + (1.959963984540054 * se), 1e-9);
        static double Sq(double x) => x * x;
    }

    [Fact]
    public void A_perfect_agreement_of_few_labels_proves_no_perfect_judge()
    {
        (double lower, double upper) = Of([(0, 0, 3), (1, 1, 3)]).KappaInterval(AgreementWeights.Nominal)!.Value;
        upper.Should().Be(1);
        lower.Should().BeInRange(0.1, 0.6);
        Of([(0, 0, 300), (1, 1, 300)]).KappaInterval(AgreementWeights.Nominal)!.Value.Lower.Should().BeGreaterThan(0.98);
    }

    [Fact]
    public void What_is_not_defined_is_null()
    {
        Agreement one = Of([(0, 0, 5)]), none = new([], [], 2);
        one.Kappa(AgreementWeights.Nominal).Should().BeNull();
        one.KappaInterval(AgreementWeights.Nominal).Should().BeNull();
        one.Alpha(AgreementWeights.Linear).Should().BeNull();
        none.Kappa(AgreementWeights.Quadratic).Should().BeNull();
        CorrectedRate.RoganGladen(0.5, 0.5, 0.5).Should().BeNull();
        CorrectedRate.Lambda([1, 0], [1, 1], [1, 1]).Should().Be(0);
        FluentActions.Invoking(() => new Agreement([0], [0, 1], 2)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new Agreement([2], [0], 2)).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData(0.7, 0.9, 0.8, (0.7 + 0.8 - 1) / 0.7)]
    [InlineData(0.1, 0.9, 0.8, 0)]
    [InlineData(1.0, 0.9, 0.8, 1)]
    public void A_rate_is_corrected_for_the_errors_of_the_judge(double judged, double tpr, double tnr, double expected) =>
        CorrectedRate.RoganGladen(judged, tpr, tnr).Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void The_interval_of_a_rate_is_Wilsons()
    {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        Rounded(81, 263).Should().Be((0.2553, 0.3662));
        Rounded(15, 148).Should().Be((0.0624, 0.1605));
        Rounded(0, 20).Should().Be((0.0, 0.1611));
        Rounded(1, 29).Should().Be((0.0061, 0.1718));
        static (double, double) Rounded(int hits, int of) => Statistics.BinomialInterval.Wilson(hits, of) is var (l, u) ? (Math.Round(l, 4), Math.Round(u, 4)) : default;
    }

    [Fact]
    public void Kappa_and_alpha_stay_in_their_bounds_and_do_not_care_who_is_first() => Prop.ForAll(Pairs(), pairs =>
    {
        Agreement sut = new([.. pairs.Select(p => p.A)], [.. pairs.Select(p => p.B)], 4);
        Agreement other = new([.. pairs.Select(p => p.B)], [.. pairs.Select(p => p.A)], 4);
        return Enum.GetValues<AgreementWeights>().All(w =>
            Inside(sut.Kappa(w), -1.0000001, 1.0000001) && Inside(sut.Alpha(w), -1.0000001, 1.0000001)
            && Same(sut.Kappa(w), other.Kappa(w)) && Same(sut.Alpha(w), other.Alpha(w))
            && (sut.KappaInterval(w) is not { } i || (i.Lower <= sut.Kappa(w) + 1e-9 && i.Upper >= sut.Kappa(w) - 1e-9 && i.Lower >= -1 && i.Upper <= 1)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equal_labels_agree_fully_and_only_they_do() => Prop.ForAll(Pairs(), pairs =>
    {
        int[] first = [.. pairs.Select(p => p.A)], second = [.. pairs.Select(p => p.B)];
        bool isUnanimous = first.Distinct().Count() < 2;
        return (new Agreement(first, first, 4).Kappa(AgreementWeights.Nominal) is { } same ? Math.Abs(same - 1) < 1e-12 : isUnanimous)
            && (first.SequenceEqual(second) || !(new Agreement(first, second, 4).Kappa(AgreementWeights.Quadratic) > 1 - 1e-9));
    }).QuickCheckThrowOnFailure();

    private static bool Inside(double? value, double low, double high) => value is null || (value >= low && value <= high);

    private static bool Same(double? a, double? b) => a is null ? b is null : b is not null && Math.Abs(a.Value - b.Value) < 1e-9;

    private static Arbitrary<List<(int A, int B)>> Pairs() =>
        Gen.Choose(0, 3).Two().ListOf().Where(l => l.Count > 0).Select(l => l.Select(t => (t.Item1, t.Item2)).ToList()).ToArbitrary();

    private static Agreement Of((int Human, int Judge, int Times)[] cells) => new(
        [.. cells.SelectMany(c => Enumerable.Repeat(c.Human, c.Times))], [.. cells.SelectMany(c => Enumerable.Repeat(c.Judge, c.Times))], 2);

    private static IEnumerable<string> Rows(string name, [CallerFilePath] string file = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, "..", "Vectors", name));
}
