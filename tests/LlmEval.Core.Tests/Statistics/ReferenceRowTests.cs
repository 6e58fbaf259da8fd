using System.Text.Json;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

/// <summary>Every row of the reference values that no test of a single method reads.</summary>
public sealed class ReferenceRowTests
{
    private const double Tolerance = 1e-8;

    [Fact]
    public void Wilcoxon_equals_scipy() => Each("stats_wilcoxon.jsonl", row =>
    {
        WilcoxonResult test = Wilcoxon.Test(row.Numbers("differences"));
        test.PositiveRanks.Should().Be(row.Number("W_plus"));
        test.Exact.Should().Be(row.GetProperty("method").GetString() == "exact");
        Near(test.PLess, row.Number("p_less"));
        Near(test.PTwoSided, row.Number("p_two_sided"));
    });

    [Fact]
    public void Corrections_for_several_tests_equal_statsmodels() => Each("stats_multiplicity.jsonl", row =>
    {
        double[] p = row.Numbers("p");
        double alpha = row.GetProperty("alpha").GetDouble();
        foreach ((string name, double[] adjusted) in new[]
        {
            ("holm", Holm.Adjust(p)), ("fdr_bh", BenjaminiHochberg.Adjust(p)), ("bonferroni", Bonferroni.Adjust(p)), ("hommel", Hommel.Adjust(p)), ("fdr_by", BenjaminiYekutieli.Adjust(p)),
        })
        {
            JsonElement expected = row.GetProperty("expected").GetProperty(name);
            double[] values = expected.Numbers("adjusted");
            adjusted.Should().HaveSameCount(values);
            for (int i = 0; i < values.Length; i++) { Near(adjusted[i], values[i]); }

            adjusted.Select(a => a <= alpha).Should().Equal(expected.GetProperty("reject").EnumerateArray().Select(r => r.GetBoolean()));
        }
    });

    [Fact]
    public void Fisher_equals_scipy() => Each("stats_fisher.jsonl", row =>
    {
        int At(string name) => row.GetProperty(name).GetInt32();
        Near(FisherExact.Fewer(At("candidate_pass"), At("candidate_n"), At("baseline_pass"), At("baseline_n")), row.Number("p_less"));
        Near(FisherExact.TwoSided(At("candidate_pass"), At("candidate_n"), At("baseline_pass"), At("baseline_n")), row.Number("p_two_sided"));
    });

    [Fact]
    public void McNemars_other_forms_equal_statsmodels() => Each("stats_mcnemar.jsonl", row =>
    {
        int losses = row.GetProperty("losses").GetInt32(), wins = row.GetProperty("wins").GetInt32();
        Near(McNemarExact.WorseMidP(losses, wins), row.Number("midp_one_sided_regression"));
        (double statistic, double p) = McNemarChiSquare.TwoSided(losses, wins);
        Near(statistic, row.Number("chi2_cc"));
        Near(p, row.Number("chi2_cc_p"));
        (statistic, p) = McNemarChiSquare.TwoSided(losses, wins, corrected: false);
        Near(statistic, row.Number("chi2"));
        Near(p, row.Number("chi2_p"));
    });

    [Fact]
    public void Binomial_intervals_equal_statsmodels() => Each("stats_binomial_ci.jsonl", row =>
    {
        int k = row.GetProperty("successes").GetInt32(), n = row.GetProperty("n").GetInt32();
        foreach ((string name, (double lower, double upper)) in new[]
        {
            ("wilson95", BinomialInterval.Wilson(k, n)), ("clopper_pearson95", BinomialInterval.ClopperPearson(k, n)),
            ("jeffreys95", BinomialInterval.Jeffreys(k, n)), ("agresti_coull95", BinomialInterval.AgrestiCoull(k, n)),
        })
        {
            double[] expected = row.GetProperty("expected").Numbers(name);
            Near(lower, expected[0]);
            Near(upper, expected[1]);
        }

        Near(BinomialInterval.ClopperPearsonUpper(k, n), row.Number("cp_upper95_one_sided"));
        Near(BinomialInterval.ClopperPearsonLower(k, n), row.Number("cp_lower95_one_sided"));
    });

    [Fact]
    public void Pass_at_k_and_pass_hat_k_equal_the_enumeration() => Each("stats_passk.jsonl", row =>
    {
        int n = row.GetProperty("n").GetInt32(), c = row.GetProperty("correct").GetInt32(), k = row.GetProperty("k").GetInt32();
        Near(PassAtK.Estimate(n, c, k), row.Number("pass_at_k"));
        Near(PassHatK.Estimate(n, c, k), row.Number("pass_hat_k"));
    });

    [Fact]
    public void Evidence_that_may_be_looked_at_any_time_equals_the_closed_form_and_confseq() => Each("stats_eprocess.jsonl", row =>
    {
        double[] differences = row.Numbers("differences");
        Near(EProcess.LogFall(differences.Count(d => d < 0), differences.Count(d => d > 0)), row.Number("log_e_beta_binomial"));
        (double last, double largest) = EProcess.Fall(differences);
        Near(last, row.Number("log_e_grid_mixture_final"));
        Near(largest, row.Number("log_e_grid_mixture_max"));
        Near(EProcess.Betting(differences), row.Number("wsr_betting_capital_upper_m0.5"));
        (double lower, double upper) = EProcess.Interval(differences);
        double[] interval = row.GetProperty("expected").Numbers("predmix_eb_cs95");
        Near(lower, interval[0]);
        Near(upper, interval[1]);
    });

    [Fact]
    public void The_size_of_an_effect_and_of_clusters_follow_from_what_the_test_gives()
    {
        Each("stats_paired_t.jsonl", row =>
        {
            double[] differences = [.. row.Numbers("candidate").Zip(row.Numbers("baseline"), (c, b) => c - b)];
            PairedTResult test = PairedT.Test(differences)!;
            Near(test.Mean / Math.Sqrt(VarianceSplit.Variance(differences)), row.Number("cohen_dz"));
        });
        Each("stats_clustered_se.jsonl", row =>
        {
            double[] differences = row.Numbers("differences");
            PairedTResult test = PairedT.Test(differences, [.. row.GetProperty("clusters").EnumerateArray().Select(c => c.GetInt32())])!;
            double groups = test.DegreesOfFreedom + 1, design = test.StandardError / PairedT.Test(differences)!.StandardError;
            groups.Should().Be(row.Number("G"));
            Near(test.StandardError * Math.Sqrt((groups - 1) / groups), row.Number("clustered_se_miller"));
            Near(design * design, row.Number("design_effect"));
        });
    }

    private static void Near(double value, double expected) => value.Should().BeApproximately(expected, Tolerance * Math.Max(1, Math.Abs(expected)));

    private static void Each(string file, Action<JsonElement> test)
    {
        JsonElement[] rows = [.. Vector.Rows(file)];
        rows.Should().HaveCount(8);
        Array.ForEach(rows, test);
    }
}
