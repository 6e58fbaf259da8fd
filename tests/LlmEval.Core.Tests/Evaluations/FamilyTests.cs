using LlmEval.Evaluating;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>Of how many suites and models a verdict is one, and how thresholds step down when some fail.</summary>
public sealed class FamilyTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public FamilyTests()
    {
        foreach (string name in new[] { "two", "three" })
        {
            _project.Write($"prompts/{name}.prompt.yml", _project.Read("prompts/greet.prompt.yml"));
            _project.Write($"evals/{name}.eval.yml", _project.Read("evals/greet.eval.yml").Replace("prompt: greet", $"prompt: {name}", StringComparison.Ordinal));
        }
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Suites_that_match_their_baselines_are_none_of_the_family()
    {
        await AcceptedAsync();
        Change("greet");
        Change("two");

        EvaluationResult result = await _project.RunAsync();

        Families(result).Should().Equal(("greet", 2), ("three", 1), ("two", 2));
        Families(await _project.BuildAsync()).Should().Equal([("greet", 2), ("three", 1), ("two", 2)], "what is judged from the cache is judged alike");
    }

    [Fact]
    public async Task What_a_filter_leaves_out_is_none_of_the_family()
    {
        await AcceptedAsync();
        Change("greet");
        Change("two");
        Change("three");

        Families(await _project.RunAsync("suite=two")).Should().Equal(("two", 1));
    }

    [Fact]
    public async Task A_suite_that_nothing_compares_is_none_of_the_family()
    {
        await AcceptedAsync();
        Change("greet");
        Change("two");
        _project.Write("evals/two.eval.yml", _project.Read("evals/two.eval.yml") + "\ngate: { regression: off }\n");

        Families(await _project.RunAsync()).Should().Equal(("greet", 1), ("three", 1), ("two", 1));
    }

    [Fact]
    public async Task What_has_no_answers_was_not_tested()
    {
        await AcceptedAsync();
        Change("greet");
        Change("two");
        await _project.RunAsync("suite=greet");

        EvaluationResult result = await _project.BuildAsync();

        result.Outcomes.Single(o => o.Suite.Name == "two").Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        result.Outcomes.Single(o => o.Suite.Name == "greet").Verdict.Family.Should().Be(1);
    }

    [Fact]
    public async Task Thresholds_are_divided_by_those_that_are_left_until_nothing_more_fails()
    {
        // Of 0.05 the first keeps a quarter of it, the second a third, and the third misses half of it.
        Judged[] suites = [new(0.012), new(0.016), new(0.026), new(0.9)];
        foreach (Judged suite in suites) { suite.Judge(4); }

        await SuiteFamily.StepDownAsync(suites, s => s.Family, s => s.Verdict, (s, family) =>
        {
            s.Judge(family);
            return Task.CompletedTask;
        });

        suites.Select(s => SuiteFamily.IsRejected(s.Verdict)).Should().Equal(true, true, false, false);
        suites.Select(s => s.Family).Should().Equal([4, 3, 2, 2]);
    }

    [Fact]
    public async Task A_suite_that_has_no_answers_makes_the_thresholds_of_the_others_no_smaller()
    {
        Judged[] suites = [new(0.02), new(0.9)];
        foreach (Judged suite in suites) { suite.Judge(5); }

        await SuiteFamily.StepDownAsync(suites, s => s.Family, s => s.Verdict, (s, family) =>
        {
            s.Judge(family);
            return Task.CompletedTask;
        });

        suites.Select(s => s.Family).Should().Equal(2, 1);
        SuiteFamily.IsRejected(suites[0].Verdict).Should().BeTrue();
    }

    private async Task AcceptedAsync()
    {
        await _project.RunAsync();
        (await _project.AcceptAsync()).IsRefused.Should().BeFalse();
    }

    private void Change(string name) => _project.Replace($"prompts/{name}.prompt.yml", "Be polite.", $"Be very polite, {name}.");

    private static IEnumerable<(string, int)> Families(EvaluationResult result) =>
        result.Outcomes.Select(o => (o.Suite.Name, o.Verdict.Family)).OrderBy(o => o.Name, StringComparer.Ordinal);

    private sealed class Judged(double p)
    {
        public int Family { get; private set; }

        public Verdict Verdict { get; private set; } = null!;

        public void Judge(int family)
        {
            Family = family;
            double adjusted = Math.Min(1, p * family);
            Metric metric = new()
            {
                Name = "accuracy", Check = "equals", Location = Location.None, Unit = "pass", HigherIsBetter = true, IsBinary = true, IsGated = true, Decides = true, ScorerKey = "k",
            };
            Verdict = new Verdict
            {
                Suite = "s", Model = "m", Kind = VerdictKind.Pass, Findings = [], Cases = 1, TotalCases = 1,
                Metrics = [new MetricVerdict { Metric = metric, State = adjusted <= 0.05 ? MetricState.Fell : MetricState.Held, PValue = p, AdjustedPValue = adjusted, Alpha = 0.05 }],
            };
        }
    }
}
