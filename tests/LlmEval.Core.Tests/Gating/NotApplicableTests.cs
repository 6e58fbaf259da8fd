using LlmEval.Gating;
using LlmEval.Statistics;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating;

public sealed class NotApplicableTests
{
    // scipy.stats.fisher_exact(alternative="less").
    [Theory]
    [InlineData(7, 10, 9, 10, 0.2910216718266254)]
    [InlineData(0, 5, 5, 5, 0.003968253968253969)]
    [InlineData(0, 4, 4, 4, 0.014285714285714284)]
    [InlineData(10, 20, 18, 20, 0.006907073925983827)]
    [InlineData(40, 50, 48, 50, 0.01387312957408518)]
    [InlineData(44, 50, 48, 50, 0.1343301037610806)]
    [InlineData(180, 200, 185, 200, 0.23977351641046618)]
    [InlineData(5, 5, 5, 5, 1)]
    [InlineData(9, 10, 0, 0, 1)]
    [InlineData(10, 10, 0, 10, 1)]
    public void Fisher_is_scipys(int first, int ofFirst, int second, int ofSecond, double p) =>
        FisherExact.Fewer(first, ofFirst, second, ofSecond).Should().BeApproximately(p, 1e-9);

    [Fact]
    public void Fisher_bears_large_counts() => FisherExact.Fewer(500_000, 1_000_000, 500_100, 1_000_000).Should().BeApproximately(0.4442, 1e-3);

    [Theory]
    [InlineData(20, 8, true)]
    [InlineData(20, 5, false)]
    [InlineData(200, 12, true)]
    [InlineData(5, 2, false)]
    public void A_significant_rise_of_nothing_to_judge_fails(int cases, int gone, bool fails)
    {
        Verdict verdict = Situation.Cases(new string('p', cases), new string('-', gone) + new string('p', cases - gone)).Verdict();
        verdict.Metrics.Single().NotApplicableRose.Should().Be(fails);
        verdict.Metrics.Single().NotApplicableNow.Should().Be(gone);
        verdict.Kind.Should().Be(fails ? VerdictKind.Regression : VerdictKind.Pass);
        if (fails) { verdict.Findings.Single(f => f.Severity == Severity.Error).Descriptor.Code.Should().Be("LLM2007"); }
    }

    [Fact]
    public void The_rate_is_divided_over_the_suites_and_the_metrics_that_could_show_a_rise()
    {
        // 8 of 20 has a p of 0.0016, 12 of 20 one of 2e-5.
        bool Rose(int gone, int family, int metrics)
        {
            Situation situation = Situation.Cases(new string('p', 20), new string('-', gone) + new string('p', 20 - gone));
            situation.Family = family;
            for (int m = 1; m < metrics; m++)
            {
                situation.Metrics.Add(Situation.Binary($"m{m}"));
                foreach (string id in situation.Now.Keys)
                {
                    situation.Before[id] = [new Situation.Row([.. situation.Before[id][0].Values, 1])];
                    situation.Now[id] = [new Situation.Row([.. situation.Now[id][0].Values, situation.Now[id][0].Values[0]])];
                }
            }

            return situation.Verdict().Metrics[0].NotApplicableRose;
        }

        Rose(8, 1, 1).Should().BeTrue();
        Rose(8, 40, 1).Should().BeFalse();
        Rose(8, 1, 2).Should().BeFalse();
        Rose(12, 40, 1).Should().BeTrue();
    }

    [Fact]
    public void Fewer_or_the_same_is_fine_and_new_cases_do_not_count()
    {
        Situation.Cases("----------pppppppppp", "pppppppppppppppppppp").Verdict().Kind.Should().Be(VerdictKind.Pass);
        Situation.Cases("----------pppppppppp", "----------pppppppppp").Verdict().Kind.Should().Be(VerdictKind.Pass);
        Situation.Cases("pppppppppp..........", "pppppppppp----------").Verdict().Metrics.Single().NotApplicableRose.Should().BeFalse();
    }

    [Fact]
    public void How_many_had_nothing_to_judge_is_told()
    {
        Situation situation = Situation.Cases("...", "-p-");
        situation.HasBaseline = false;
        situation.Metric().Describe().Should().EndWith("100.0% (1 case; nothing to judge in 2 more)");
    }

    [Fact]
    public void A_metric_that_is_not_compared_is_not_judged_by_it()
    {
        Situation situation = Situation.Cases(new string('p', 20), new string('-', 10) + new string('p', 10));
        situation.Plan = new GatePlan { Regression = RegressionSettings.Default with { IsOn = false } };
        situation.Verdict().Kind.Should().Be(VerdictKind.Pass);
    }
}
