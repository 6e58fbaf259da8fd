using LlmEval.Model;

namespace LlmEval.Scoring;

public sealed class BindingTests
{
    [Theory]
    [InlineData("- contain: x", "1,3 LLM1002", "'contain' is not a check. Did you mean 'contains'?")]
    [InlineData("- not-equal: x", "1,3 LLM1002", "Did you mean 'not-equals'?")]
    [InlineData("- is-json\n- is-jsn", "2,3 LLM1002", "Did you mean 'is-json'? Known: ")]
    [InlineData("- {}", "1,3 LLM1003", "empty")]
    [InlineData("- equals: x\n  metric: y", "1,3 LLM1003", "keys 'equals', 'metric'")]
    [InlineData("- 17", "1,3 LLM1003", "not a number")]
    [InlineData("-\n  - is-json", "2,3 LLM1003", "not a list")]
    [InlineData("- contains", "1,3 LLM1006", "needs the key 'value'")]
    [InlineData("- contains: { metric: x }", "1,13 LLM1006", "needs the key 'value'")]
    [InlineData("- contains:", "1,", "'contains:' has nothing after it. Give its 'value'")]
    [InlineData("- is-valid-tool-call:", "1,", "Write 'is-valid-tool-call' alone")]
    [InlineData("- is-valid-tool-call: ticket.schema.json", "1,23 LLM1003", "takes options only")]
    [InlineData("- contains: [a, b]", "1,13 LLM1003", "must be a text, not a list")]
    [InlineData("- contains: ''", "1,13 LLM1003", "empty")]
    [InlineData("- equals: { value: null }", "1,20 LLM1003", "must be a text, not an empty value")]
    [InlineData("- equals: { vale: x, value: x }", "1,13 LLM1002", "'vale' is not a key of the check 'equals'. Did you mean 'value'?")]
    [InlineData("- latency: { threshold: 2s, path: $.a }", "1,29 LLM1002", "'path' is not a key")]
    [InlineData("- regex: '('", "1,10 LLM1021", "is not a regular expression")]
    [InlineData("- regex: 'a [bc'", "1,10 LLM1021", "'a [bc' is not a regular expression: Unterminated [] set, at character 6.")]
    [InlineData("- equals: '{{a b}}'", "1,12 LLM1021", "A placeholder must be a name")]
    [InlineData("- path: a.b", "1,9 LLM1021", "does not begin with $")]
    [InlineData("- path: $category", "1,9 LLM1021", "a dot or a bracket must follow")]
    [InlineData("- path: '$.a[99999999999]'", "1,9 LLM1021", "is not a JSON path")]
    [InlineData("- path: $.a[", "1,9 LLM1021", "is not a JSON path")]
    [InlineData("- path: $.", "1,9 LLM1021", "is not a JSON path")]
    [InlineData("- path: '$.a[?(@.b ==]'", "1,9 LLM1021", "is not a JSON path")]
    [InlineData("- path: 7", "1,9 LLM1003", "must be a JSON path")]
    [InlineData("- path: { value: x }", "1,9 LLM1006", "needs the key 'path'")]
    [InlineData("- latency", "1,3 LLM1006", "needs a 'threshold'")]
    [InlineData("- latency: soon", "1,12 LLM1003", "must be a time")]
    [InlineData("- latency: -1", "1,12 LLM1003", "at least 0")]
    [InlineData("- levenshtein: { value: x, threshold: -1 }", "1,39 LLM1003", "at least 0")]
    [InlineData("- levenshtein: { value: x, threshold: .nan }", "1,39 LLM1018", "finite")]
    [InlineData("- equals: { value: x, threshold: 2 }", "1,34 LLM1003", "from 0 to 1")]
    [InlineData("- equals: { value: x, threshold: 0 }", "1,34 LLM1003", "every answer reaches")]
    [InlineData("- equals: { value: x, weight: -1 }", "1,31 LLM1003", "at least 0")]
    [InlineData("- equals: { value: x, gate: off }", "1,29 LLM1003", "'default' or 'report'")]
    [InlineData("- equals: { value: x, metric: '' }", "1,31 LLM1003", "a name")]
    [InlineData("- equals: { value: x, metric: [a] }", "1,31 LLM1003", "a text")]
    [InlineData("- equals: { value: x, metric: cut }", "1,3 LLM1011", "every suite has by itself")]
    [InlineData("- contains: x\n- is-json\n- contains: y", "3,3 LLM1011", "the other is in line 1")]
    [InlineData("- contains: x\n- regex: { value: y, metric: contains }", "2,3 LLM1011", "Metrics here: contains.")]
    public void A_mistake_is_reported_where_it_stands_with_the_mend(string yaml, string place, string message)
    {
        string mistake = Bench.Mistakes(yaml).Should().ContainSingle().Subject;
        mistake.Should().StartWith(place).And.Contain(message);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once() =>
        Bench.Mistakes("- nope\n- regex: '('\n- path: x\n- equals: { value: x, weight: x, gate: x, treshold: 1 }").Should().HaveCount(6);

    [Fact]
    public void A_wrong_check_is_left_out_and_the_others_are_bound()
    {
        DiagnosticBag diagnostics = new();
        SuiteChecks suite = Bench.Suite("- nope\n- is-json", diagnostics);
        suite.Suite.Checks.Should().ContainSingle().Which.Metric.Name.Should().Be("is-json");
        diagnostics.Items.Should().ContainSingle();
    }

    [Fact]
    public void The_metric_is_named_by_the_check_or_by_the_author()
    {
        Bench.Check("contains: x").Metric.Name.Should().Be("contains");
        Bench.Check("not-contains: x").Metric.Name.Should().Be("not-contains");
        Metric metric = Bench.Check("not-contains: { value: x, metric: polite }").Metric;
        (metric.Name, metric.Check, metric.Unit, metric.IsBinary, metric.HigherIsBetter, metric.IsGated)
            .Should().Be(("polite", "not-contains", "pass", true, true, true));
        (metric.Location.File, metric.Location.Line, metric.Location.Column).Should().Be((Bench.File, 1, 3));
    }

    [Theory]
    [InlineData("contains: x", true, 1)]
    [InlineData("contains: { value: x, gate: default, weight: 2.5 }", true, 2.5)]
    [InlineData("contains: { value: x, gate: report }", false, 1)]
    [InlineData("contains: { value: x, weight: 0 }", false, 0)]
    public void A_check_that_only_reports_neither_decides_nor_is_gated(string entry, bool decides, double weight)
    {
        BoundCheck check = Bench.Check(entry);
        (check.Decides, check.Metric.IsGated, check.Weight).Should().Be((decides, decides, weight));
    }

    [Theory]
    [InlineData("contains: x", "contains: { value: x }")]
    [InlineData("contains: x", "contains: { value: 'x', metric: other, weight: 3, gate: report }")]
    [InlineData("equals: { path: $.a, value: b }", "equals:\n    value: \"b\"\n    path: $.a")]
    [InlineData("levenshtein: x", "levenshtein: { value: x, threshold: 5 }")]
    [InlineData("latency: 2s", "latency: { threshold: 2000 }")]
    public void The_key_is_the_same_for_the_same_check_however_it_is_written(string one, string other) =>
        Bench.Check(one).Metric.ScorerKey.Should().Be(Bench.Check(other).Metric.ScorerKey).And.MatchRegex("^[0-9a-f]{32}$");

    [Theory]
    [InlineData("contains: x", "contains: y")]
    [InlineData("contains: x", "icontains: x")]
    [InlineData("contains: x", "not-contains: x")]
    [InlineData("contains: x", "contains: { value: x, path: $.a }")]
    [InlineData("equals: { path: $.a, value: 1 }", "equals: { path: $.a, value: '1' }")]
    [InlineData("equals: '{{a}}'", "equals: '{{b}}'")]
    [InlineData("levenshtein: x", "levenshtein: { value: x, threshold: 4 }")]
    public void The_key_differs_when_a_score_may_differ(string one, string other) =>
        Bench.Check(one).Metric.ScorerKey.Should().NotBe(Bench.Check(other).Metric.ScorerKey);
}
