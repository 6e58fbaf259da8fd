using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Gating;

public sealed class SliceTests
{
    private static Verdict Judge(GatePlan plan, params (string Letters, string[] Tags)[] parts)
    {
        Situation situation = Situation.Cases(string.Concat(parts.Select(p => p.Letters)), string.Concat(parts.Select(p => p.Letters)));
        situation.Plan = plan;
        GateInput input = situation.Input();
        List<CaseScores> cases = [];
        int next = 0;
        foreach ((string letters, string[] tags) in parts)
        {
            foreach (char _ in letters) { cases.Add(input.Cases.Single(c => c.Id == $"c{next:D6}") with { Tags = tags }); next++; }
        }

        return (Verdict)Gate.Judge(input with { Cases = cases });
    }

    private static GatePlan Plan(double? mean, double worst, int cases = 5) =>
        new() { Floors = [new Floor("category", mean, new Location("/s/a.eval.yml", 20, 10)) { WorstSlice = worst, MinCases = cases }] };

    [Fact]
    public void Tags_slice_a_metric_unless_all_cases_share_them()
    {
        MetricVerdict metric = Judge(GatePlan.Default, ("ppf", ["all", "de"]), ("p-", ["all", "fr", "new"]), ("-", ["all", "none"])).Metrics.Single();
        metric.Slices.Should().Equal(new SliceScore("de", 0.666667, 3), new SliceScore("fr", 1, 1), new SliceScore("new", 1, 1));
    }

    [Theory]
    [InlineData(0.8, 5, VerdictKind.BelowFloor)]
    [InlineData(0.6, 5, VerdictKind.Pass)]
    [InlineData(0.8, 6, VerdictKind.Pass)]
    public void The_worst_slice_is_gated_where_it_has_enough_cases(double bound, int cases, VerdictKind kind)
    {
        Verdict verdict = Judge(Plan(0.7, bound, cases), ("pppppppppp", ["de"]), ("pppff", ["fr"]));
        verdict.Kind.Should().Be(kind);
        verdict.Metrics.Single().FloorHolds.Should().BeTrue("the mean is 13 of 15");
        if (kind != VerdictKind.BelowFloor) { return; }

        Finding finding = verdict.Findings.Single(f => f.Kind == VerdictKind.BelowFloor);
        finding.Text.Should().Contain("60.0%").And.Contain("'fr'").And.Contain("80.0%").And.Contain("5 cases");
        finding.Location!.Line.Should().Be(20);
    }

    [Fact]
    public void A_bound_for_slices_that_do_not_exist_is_not_kept()
    {
        Verdict verdict = Judge(Plan(null, 0.5), ("pppppp", ["all"]));
        verdict.Kind.Should().Be(VerdictKind.BelowFloor);
        verdict.Findings.Single(f => f.Kind == VerdictKind.BelowFloor).Text.Should().Contain("no tag has 5 cases");
    }

    [Fact]
    public void A_part_does_not_judge_slices()
    {
        Situation situation = Situation.Cases("ff", "ff");
        situation.Plan = Plan(null, 0.5, 1);
        situation.FilteredFrom = 9;
        situation.Verdict().Findings.Should().NotContain(f => f.Kind == VerdictKind.BelowFloor);
    }
}
