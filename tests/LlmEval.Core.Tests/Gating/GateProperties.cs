using FsCheck;
using FsCheck.Fluent;
using LlmEval.Gating;
using LlmEval.Model;
using static LlmEval.Core.Tests.Gating.Situation;

namespace LlmEval.Core.Tests.Gating;

public sealed class GateProperties
{
    private static readonly Arbitrary<int> s_seeds = ArbMap.Default.ArbFor<int>();

    /// <summary>Two or three metrics over some cases, deterministic or sampled; before and now differ.</summary>
    private static Situation Any(int seed)
    {
        Random random = new(seed);
        Situation situation = new() { Deterministic = random.Next(2) == 0, SamplesPerCase = 1 };
        if (!situation.Deterministic) { situation.SamplesPerCase = random.Next(1, 4); }

        situation.Metrics.AddRange([Binary("a"), Graded("b"), Graded("c", "tokens", higher: false), Binary("d", higher: false)]);
        int cases = random.Next(1, 130);
        for (int i = 0; i < cases; i++)
        {
            situation.Before[$"c{i}"] = Rows(random, situation.SamplesPerCase, 0.9);
            situation.Now[$"c{i}"] = Rows(random, situation.SamplesPerCase, 0.8);
        }

        return situation;
    }

    private static Row[] Rows(Random random, int samples, double rate) => [.. Enumerable.Range(0, samples).Select(_ => new Row(
        random.NextDouble() < rate ? 1 : 0, random.NextDouble(), random.Next(20) == 0 ? null : random.Next(50), random.NextDouble() < rate ? 0 : 1))];

    [Fact]
    public void An_identical_candidate_never_fails() => Prop.ForAll(s_seeds, seed =>
    {
        Situation situation = Any(seed);
        foreach ((string id, Row[] rows) in situation.Before) { situation.Now[id] = rows; }

        Verdict verdict = situation.Verdict();
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Metrics.Should().OnlyContain(m => m.Difference == 0 && m.Lost.Count == 0 && (m.PValue == 1 || m.Paired < 2));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_cases_changes_nothing() => Prop.ForAll(s_seeds, seed =>
    {
        GateInput input = Any(seed).Input();
        CaseScores[] shuffled = [.. input.Cases];
        new Random(seed).Shuffle(shuffled);
        GateOutcome other = Gate.Judge(input with { Cases = shuffled });
        other.Should().BeEquivalentTo(Gate.Judge(input), o => o.WithStrictOrdering().RespectingRuntimeTypes());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_more_loss_never_turns_red_into_green_under_the_exact_rule() => Prop.ForAll(s_seeds, seed =>
    {
        Random random = new(seed);
        int cases = random.Next(2, 320);
        char[] before = new char[cases], now = new char[cases];
        for (int i = 0; i < cases; i++)
        {
            before[i] = random.Next(10) == 0 ? 'f' : 'p';
            now[i] = random.Next(20) == 0 ? (before[i] == 'f' ? 'p' : 'f') : before[i];
        }

        bool red = Cases(new string(before), new string(now)).Settled().Kind == VerdictKind.Regression;
        int next = Array.FindIndex(now, (c) => c == 'p');
        if (next >= 0) { now[next] = 'f'; }

        bool worse = Cases(new string(before), new string(now)).Settled().Kind == VerdictKind.Regression;
        (!red || worse).Should().BeTrue();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_verdict_ends_after_one_round_of_fresh_samples() => Prop.ForAll(s_seeds, seed =>
    {
        Situation situation = Any(seed);
        Random random = new(seed);
        foreach (string id in situation.Now.Keys.Where(_ => random.Next(5) == 0)) { situation.MustPass.Add(id); }

        int rounds = 0;
        situation.Settled((_, _) => { rounds++; return Rows(random, 1, 0.5)[0]; }).Should().NotBeNull();
        situation.Outcome().Should().BeOfType<Verdict>();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_unscored_sample_never_turns_a_lost_must_pass_case_green() => Prop.ForAll(s_seeds, seed =>
    {
        Situation situation = Any(seed);
        Random random = new(seed);
        situation.MustPass.Add("c0");
        situation.Now["c0"] = [.. situation.Now["c0"].Select(_ => new Row(double.NaN, 0.1, null, 1))];
        situation.Settled((_, _) => random.Next(2) == 0 ? new Row(double.NaN, 1, 0, 0) : new Row(0, 0, 0, 1)).Kind
            .Should().BeOneOf(VerdictKind.Error, VerdictKind.MustPass);
    }).QuickCheckThrowOnFailure();
}
