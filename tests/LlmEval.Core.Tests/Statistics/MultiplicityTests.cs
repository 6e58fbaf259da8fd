using FsCheck;
using FsCheck.Fluent;
using LlmEval.Statistics;

namespace LlmEval.Core.Tests.Statistics;

public sealed class MultiplicityTests
{
    [Fact]
    public void The_worked_example_has_its_known_values()
    {
        double[] p = [.01, .04, .03, .005];
        Rounded(Holm.Adjust(p)).Should().Equal(.03, .06, .06, .02);
        Rounded(BenjaminiHochberg.Adjust(p)).Should().Equal(.02, .04, .04, .02);
    }

    [Fact]
    public void A_p_that_is_no_number_never_passes_silently()
    {
        FluentActions.Invoking(() => Holm.Adjust([.01, double.NaN])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => BenjaminiHochberg.Adjust([1.1])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Hommel.Adjust([-.1])).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Corrections_keep_the_order_and_are_as_strict_as_the_literature_orders_them() =>
        Prop.ForAll(Gen.Choose(0, 1000).ListOf().ToArbitrary(), list =>
        {
            double[] p = [.. list.Select(i => i / 1000.0)];
            double[] holm = Holm.Adjust(p), hochberg = BenjaminiHochberg.Adjust(p), hommel = Hommel.Adjust(p), bonferroni = Bonferroni.Adjust(p), yekutieli = BenjaminiYekutieli.Adjust(p);
            for (int i = 0; i < p.Length; i++)
            {
                const double Rounding = 1e-12;
                hochberg[i].Should().BeInRange(p[i] - Rounding, 1);
                hommel[i].Should().BeInRange(hochberg[i] - Rounding, 1);
                holm[i].Should().BeInRange(hommel[i] - Rounding, 1);
                bonferroni[i].Should().BeInRange(holm[i] - Rounding, 1);
                yekutieli[i].Should().BeInRange(hochberg[i] - Rounding, 1);
                for (int j = 0; j < p.Length; j++) { (p[i] <= p[j] && holm[i] > holm[j] + Rounding).Should().BeFalse(); }
            }
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<double> Rounded(double[] values) => values.Select(v => Math.Round(v, 12));
}
