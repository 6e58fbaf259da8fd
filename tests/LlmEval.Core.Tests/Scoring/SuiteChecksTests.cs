using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring;

public sealed class SuiteChecksTests
{
    private static readonly Location s_case = new(Bench.File, 9, 5);

    [Fact]
    public void A_case_without_checks_of_its_own_has_the_suites()
    {
        SuiteChecks suite = Bench.Suite("- is-json");
        ForCase(suite).Should().BeSameAs(suite.Suite);
    }

    [Fact]
    public void A_cases_score_replaces_and_its_score_plus_adds()
    {
        SuiteChecks suite = Bench.Suite("- is-json\n- contains: x");
        Names(ForCase(suite, score: "- regex: y")).Should().Equal("regex");
        Names(ForCase(suite, more: "- regex: y")).Should().Equal("is-json", "contains", "regex");
        Names(ForCase(suite, score: "- regex: y", more: "- is-json")).Should().Equal("regex", "is-json");
    }

    [Fact]
    public void The_table_has_the_suites_metrics_then_those_of_every_suite_then_those_of_cases()
    {
        SuiteChecks suite = Bench.Suite("- is-json\n- contains: x");
        ForCase(suite, more: "- regex: y");
        ForCase(suite, score: "- latency: 2s\n- is-json\n- regex: z");
        suite.Metrics.Metrics.Select(m => m.Name).Should().Equal("is-json", "contains", "cut", "empty", "filtered", "regex", "latency");
        suite.Metrics.IndexOf("regex").Should().Be(5);
        suite.Metrics.IndexOf("nope").Should().Be(-1);
    }

    [Fact]
    public void A_case_may_measure_the_same_metric_in_another_way()
    {
        SuiteChecks suite = Bench.Suite("- equals: { value: a, metric: category }");
        Names(ForCase(suite, score: "- contains: { value: b, metric: category }")).Should().Equal("category");
        suite.Metrics.Metrics.Should().HaveCount(4);
    }

    [Theory]
    [InlineData("- levenshtein: { value: b, metric: category }")]
    [InlineData("- equals: { value: b, metric: category, gate: report }")]
    public void A_case_may_not_give_a_metric_another_meaning(string score)
    {
        SuiteChecks suite = Bench.Suite("- equals: { value: a, metric: category }");
        DiagnosticBag diagnostics = new();
        ForCase(suite, score: score, diagnostics: diagnostics).Checks.Should().BeEmpty();
        diagnostics.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1011");
    }

    [Fact]
    public void What_a_case_adds_must_have_a_name_of_its_own()
    {
        DiagnosticBag diagnostics = new();
        ForCase(Bench.Suite("- contains: x"), more: "- contains: y", diagnostics: diagnostics);
        diagnostics.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1011");
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("- is-json", "[]")]
    public void A_case_without_any_check_is_an_error_at_the_case(string suiteScore, string? score)
    {
        DiagnosticBag diagnostics = new();
        ForCase(Bench.Suite(suiteScore), score: score, diagnostics: diagnostics);
        Diagnostic diagnostic = diagnostics.Items.Should().ContainSingle().Subject;
        (diagnostic.Code, diagnostic.Location).Should().Be(("LLM1010", s_case));
    }

    [Fact]
    public void Checks_that_are_wrong_are_not_reported_again_as_missing()
    {
        DiagnosticBag diagnostics = new();
        SuiteChecks suite = Bench.Suite("- nope", diagnostics);
        ForCase(suite, diagnostics: diagnostics);
        diagnostics.Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Checks_of_a_turn_judge_that_turn_and_the_others_the_last()
    {
        SuiteChecks suite = Bench.Suite("- contains: { value: two, metric: last }");
        CheckSet set = suite.ForCase(s_case, null, null, [Bench.Nodes("- contains: { value: one, metric: first }"), null], new DiagnosticBag());
        IReadOnlyList<Score> scores = await ScoreAsync(set, Bench.Sample(new Answer { Text = "one" }, new Answer { Text = "two" }));
        scores.Select(s => s.Metric).Should().Equal("last", "first", "cut", "empty", "filtered");
        scores.Should().OnlyContain(s => s.Passed);
        set.Passes(scores).Should().BeTrue();

        IReadOnlyList<Score> shorter = await ScoreAsync(
            suite.ForCase(s_case, null, null, [null, Bench.Nodes("- contains: { value: one, metric: second }")], new DiagnosticBag()),
            Bench.Sample(new Answer { Text = "two" }));
        shorter[1].Outcome.Should().Be(ScoreOutcome.NotApplicable);
    }

    [Fact]
    public async Task Trouble_on_the_way_leaves_every_metric_unscored()
    {
        SuiteChecks suite = Bench.Suite("- is-json\n- not-contains: x");
        IReadOnlyList<Score> scores = await ScoreAsync(suite.Suite, new Sample { Number = 0, Turns = [], Trouble = "refused" });
        scores.Should().HaveCount(5).And.OnlyContain(s => s.Outcome == ScoreOutcome.Unscored && s.Reason == "refused" && !s.Passed);
        suite.Suite.Passes(scores).Should().BeFalse();
        suite.Metrics.Row(scores).Should().OnlyContain(c => c.State == CellState.Unscored);
    }

    [Fact]
    public async Task A_row_has_a_cell_for_each_metric_and_absent_ones_for_those_of_other_cases()
    {
        SuiteChecks suite = Bench.Suite("- is-json\n- contains: x");
        CheckSet own = ForCase(suite, score: "- regex: y");
        ScoreCell[] row = suite.Metrics.Row(await ScoreAsync(own, Bench.Sample(new Answer { Text = "y" })));
        row.Select(c => c.State).Should().Equal(
            CellState.Absent, CellState.Absent, CellState.Scored, CellState.Scored, CellState.Scored, CellState.Scored);
        row[5].Should().Be(new ScoreCell(CellState.Scored, true, 1));
    }

    [Fact]
    public async Task A_case_passes_when_every_check_that_decides_passes()
    {
        SuiteChecks suite = Bench.Suite("- contains: x\n- is-json: { gate: report }");
        suite.Suite.Passes(await ScoreAsync(suite.Suite, Bench.Sample(new Answer { Text = "x", Finish = FinishReason.Length }))).Should().BeTrue();
        suite.Suite.Passes(await ScoreAsync(suite.Suite, Bench.Sample(new Answer { Text = "{}" }))).Should().BeFalse();
    }

    [Fact]
    public void Variables_without_a_value_are_reported_at_the_case()
    {
        SuiteChecks suite = Bench.Suite("- equals: '{{expected.a}}'\n- contains: '{{b}}'\n- path: { path: $.c, value: '{{c}}' }");
        DiagnosticBag diagnostics = new();
        suite.Suite.Validate(CaseValues.Of([("b", "x"), ("c", null)]), diagnostics);
        Diagnostic diagnostic = diagnostics.Items.Should().ContainSingle("a null that a path may be compared with is a value").Subject;
        diagnostic.Code.Should().Be("LLM1008");
        diagnostic.Location.Line.Should().Be(20);
        suite.Suite.Values.SelectMany(v => v.Template!.Variables).Select(v => v.Path).Should().Equal("expected.a", "b", "c");
    }

    private static CheckSet ForCase(SuiteChecks suite, string? score = null, string? more = null, DiagnosticBag? diagnostics = null)
    {
        DiagnosticBag bag = diagnostics ?? new DiagnosticBag();
        CheckSet set = suite.ForCase(s_case, Nodes(score), Nodes(more), null, bag);
        if (diagnostics is null) { bag.Items.Should().BeEmpty(); }

        return set;
    }

    private static IReadOnlyList<LocatedNode>? Nodes(string? yaml) => yaml is null ? null : Bench.Nodes(yaml);

    private static IEnumerable<string> Names(CheckSet set) => set.Checks.Select(c => c.Metric.Name);

    private static async Task<IReadOnlyList<Score>> ScoreAsync(CheckSet set, Sample sample) =>
        await set.ScoreAsync(sample, CaseValues.Of([]), TestContext.Current.CancellationToken);
}
