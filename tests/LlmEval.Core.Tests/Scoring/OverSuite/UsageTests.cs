using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Scoring.OverSuite;

public sealed class UsageTests
{
    private static readonly IReadOnlyList<SuiteMetric> s_all = UsageMetrics.Of("EUR");

    private static Sample Sample(double seconds, long? input = null, long? output = null, double? cost = null, bool cached = false) => new()
    {
        Number = 0,
        Turns = [new Answer { Text = "x", Latency = TimeSpan.FromSeconds(seconds), InputTokens = input, OutputTokens = output, Cost = cost }],
        FromCache = cached,
    };

    private static Dictionary<string, SuiteScore> Of(ModelPrice? price, params Sample[] samples)
    {
        UsageScorer scorer = new(price, 1);
        foreach (Sample sample in samples) { scorer.Add(sample); }

        return scorer.Result(s_all).ToDictionary(s => s.Metric);
    }

    [Fact]
    public void Quantiles_are_times_that_were_measured()
    {
        Dictionary<string, SuiteScore> scores = Of(null, [.. Enumerable.Range(1, 20).Reverse().Select(i => Sample(i))]);
        scores["latency-p50"].Value.Should().Be(10);
        scores["latency-p95"].Value.Should().Be(19);
        scores["latency-p95"].Unit.Should().Be("s");
        Of(null, Sample(3))["latency-p95"].Value.Should().Be(3);
    }

    [Fact]
    public void The_first_token_is_told_where_it_was_measured_and_not_at_all_elsewhere()
    {
        Sample[] streamed = [.. Enumerable.Range(1, 20).Select(i => new Sample { Number = 0, Turns = [new Answer { Text = "x", Latency = TimeSpan.FromSeconds(30), FirstToken = TimeSpan.FromSeconds(i) }] })];
        Dictionary<string, SuiteScore> scores = Of(null, [.. streamed, Sample(1)]);
        (scores["first-token-p50"].Value, scores["first-token-p95"].Value, scores["first-token-p95"].Count).Should().Be((10, 19, 20));
        Of(null, Sample(3)).Should().NotContainKey("first-token-p50");
    }

    [Fact]
    public void Means_rest_on_the_samples_that_tell()
    {
        Dictionary<string, SuiteScore> scores = Of(new ModelPrice { Input = 1_000_000, Output = 2_000_000, Currency = "EUR" }, Sample(1, 10, 1), Sample(1, 20, 3), Sample(1), Sample(1, 5, 1, cost: 7));
        scores["input-tokens"].Value.Should().BeApproximately(35.0 / 3, 1e-6);
        scores["input-tokens"].Count.Should().Be(3);
        scores["output-tokens"].Value.Should().BeApproximately(5.0 / 3, 1e-6);
        scores["cost"].Value.Should().BeApproximately((12 + 26 + 7) / 3.0, 1e-6, "what the provider charged wins over the price");
        scores["cost"].Unit.Should().Be("EUR");
        scores["latency-p50"].Count.Should().Be(4);
    }

    [Fact]
    public void Nothing_is_known_of_samples_without_answers_or_prices()
    {
        Dictionary<string, SuiteScore> scores = Of(null, new Sample { Number = 0, Turns = [], Trouble = "refused" });
        scores.Values.Should().OnlyContain(s => s.Outcome == ScoreOutcome.NotApplicable && s.Reason.Length > 0);
        Of(null, Sample(1, 10, 1))["cost"].Outcome.Should().Be(ScoreOutcome.NotApplicable, "tokens without a price cost nobody knows what");
    }

    [Fact]
    public void A_conversation_is_one_sample_and_cached_answers_are_told()
    {
        Sample talk = new()
        {
            Number = 0,
            Turns = [new Answer { Text = "a", Latency = TimeSpan.FromSeconds(1), OutputTokens = 1 }, new Answer { Text = "b", Latency = TimeSpan.FromSeconds(2), OutputTokens = 2 }],
            Steps = [[new Answer { Text = "", Latency = TimeSpan.FromSeconds(4), OutputTokens = 4 }], []],
            FromCache = true,
        };
        Dictionary<string, SuiteScore> scores = Of(null, talk, Sample(100, output: 1));
        scores["latency-p50"].Value.Should().Be(7);
        scores["output-tokens"].Value.Should().Be(4);
        scores["latency-p50"].Reason.Should().Contain("1 of 2 came from the cache");
    }

    [Theory]
    [InlineData("cost: 0.002", "cost")]
    [InlineData("output-tokens: 200", "output-tokens")]
    [InlineData("input-tokens: 200", "input-tokens")]
    public void A_check_of_the_suite_stands_for_the_metric_of_its_name(string check, string metric)
    {
        Bench.Suite($"- {check}").SuiteMetrics("USD").Select(m => m.Metric.Name).Should().HaveCount(6).And.NotContain(metric);
        Bench.Suite("- latency: 2s").SuiteMetrics("USD").Should().HaveCount(7);
    }

    [Fact]
    public void A_check_of_some_cases_or_of_another_kind_may_not_take_the_name()
    {
        Bench.Mistakes("- equals: { value: x, metric: latency-p95 }").Should().ContainSingle().Which.Should().Contain("LLM1011");
        Bench.Mistakes("- latency: { threshold: 2s, metric: cost }").Should().ContainSingle().Which.Should().Contain("LLM1011");
        DiagnosticBag diagnostics = new();
        SuiteChecks suite = Bench.Suite("- is-json");
        suite.ForCase(Location.None, null, Bench.Nodes("- cost: 1"), null, diagnostics);
        diagnostics.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1011");
        DiagnosticBag fine = new();
        Bench.Suite("- cost: 2").ForCase(Location.None, Bench.Nodes("- cost: 1"), null, null, fine);
        fine.Items.Should().BeEmpty("the suite has it in every case");
    }

    [Fact]
    public void A_case_may_not_take_the_name_of_a_metric_over_the_suite()
    {
        DiagnosticBag diagnostics = new();
        Bench.Suite("- equals: { value: a, metric: category }\n- f1: category").ForCase(Location.None, null, Bench.Nodes("- contains: { value: x, metric: f1 }"), null, diagnostics);
        diagnostics.Items.Should().ContainSingle().Which.Message.Should().Contain("over the whole suite");
    }
}
