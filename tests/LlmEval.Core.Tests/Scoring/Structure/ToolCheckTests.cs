using FsCheck;
using FsCheck.Fluent;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Structure;

public sealed class ToolCheckTests
{
    private static readonly ToolDefinition s_refund = new("issue_refund", null,
        """{"type":"object","properties":{"id":{"type":"string"},"amount":{"type":"number","minimum":0}},"required":["id"],"additionalProperties":false}""");

    [Theory]
    [InlineData("tool-called: get_order", true)]
    [InlineData("tool-called: issue_refund", true)]
    [InlineData("tool-called: send_mail", false)]
    [InlineData("tool-called: [get_order, issue_refund]", true)]
    [InlineData("tool-called: [get_order, send_mail]", false)]
    [InlineData("not-tool-called: send_mail", true)]
    [InlineData("not-tool-called: [send_mail, get_order]", false)]
    [InlineData("not-tool-called: issue_refund", false)]
    [InlineData("tool-order: [get_order, issue_refund]", true)]
    [InlineData("tool-order: [issue_refund, get_order]", false)]
    [InlineData("tool-order: [get_order, get_order, issue_refund]", true)]
    [InlineData("tool-order: [get_order, get_order, get_order]", false)]
    [InlineData("tool-order: { value: [get_order, issue_refund], match: exact }", false)]
    [InlineData("tool-order: { value: [get_order, get_order, issue_refund], match: exact }", true)]
    [InlineData("not-tool-order: [issue_refund, get_order]", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { id: \"4411\" } }", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { id: \"4411\", amount: 59.90 } }", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { amount: 59.9 } }", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { amount: \"59.9\" } }", false)]
    [InlineData("tool-args: { tool: issue_refund, value: { id: 4411 } }", false)]
    [InlineData("tool-args: { tool: issue_refund, value: { id: \"4411\" }, match: exact }", false)]
    [InlineData("tool-args: { tool: issue_refund, value: { amount: 59.900, id: \"4411\", why: { code: 1, list: [1, 2] } }, match: exact }", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { why: { code: 1 } } }", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { why: { list: [1] } } }", false)]
    [InlineData("tool-args: { tool: issue_refund, path: $.why.list, value: [1, 2] }", true)]
    [InlineData("tool-args: { tool: issue_refund, path: $.why.code, value: 1 }", true)]
    [InlineData("tool-args: { tool: issue_refund, path: $.none, value: 1 }", false)]
    [InlineData("tool-args: { tool: get_order, value: { id: b } }", true)]
    [InlineData("tool-args: { tool: send_mail, value: {} }", false)]
    [InlineData("not-tool-args: { tool: send_mail, value: {} }", true)]
    [InlineData("tool-args: { tool: \"{{tool}}\", value: { id: \"{{order}}\" } }", true)]
    [InlineData("tool-args: { tool: issue_refund, value: { id: \"{{ order }}\" } }", true)]
    [InlineData("tool-args: { tool: get_order, value: { id: \"x{{order}}\" } }", false)]
    public void Calls_of_a_conversation_are_judged(string entry, bool passes)
    {
        Score score = Score(entry, Conversation());
        score.Outcome.Should().Be(ScoreOutcome.Scored);
        score.Passed.Should().Be(passes, score.Reason);
        (score.Reason.Length > 0).Should().Be(!passes);
    }

    [Fact]
    public async Task A_check_of_a_turn_sees_that_turn_only()
    {
        SuiteChecks suite = Bench.Suite("- tool-called: { value: get_order, metric: whole }");
        CheckSet set = suite.ForCase(new Location("f", 1), null, null,
            [Bench.Nodes("- tool-called: { value: get_order, metric: first }"), Bench.Nodes("- tool-called: { value: get_order, metric: second }\n- max-steps: { threshold: 1, metric: steps }")], new DiagnosticBag());
        Sample sample = new()
        {
            Number = 0,
            Turns = [new Answer { Text = "a" }, new Answer { Text = "b" }],
            Steps = [[new Answer { Text = "", ToolCalls = [new ToolCall("1", "get_order", "{}")] }], []],
        };
        IReadOnlyList<Score> scores = await set.ScoreAsync(sample, CaseValues.Of([]), TestContext.Current.CancellationToken);
        scores.Take(4).Select(s => (s.Metric, s.Passed)).Should().Equal(("whole", true), ("first", true), ("second", false), ("steps", true));
    }

    [Fact]
    public void Steps_are_counted()
    {
        Score score = Score("max-steps: 3", Conversation());
        (score.Value, score.Passed).Should().Be((3, true));
        Score("max-steps: 2", Conversation()).Passed.Should().BeFalse();
        Bench.Mistakes("- max-steps").Should().ContainSingle().Which.Should().Contain("LLM1006");
    }

    [Theory]
    [InlineData("{\"id\":\"4411\"}", true, null)]
    [InlineData("{\"id\":\"4411\",\"amount\":-1}", false, "$.amount must be at least 0")]
    [InlineData("{\"id\":4411}", false, "$.id must be a text")]
    [InlineData("{}", false, "lacks 'id'")]
    [InlineData("{\"id\":\"a\",\"x\":1}", false, "must not have a member 'x'")]
    [InlineData("{\"id\":", false, "not JSON")]
    [InlineData("", false, "not JSON")]
    public void Arguments_are_held_against_the_schema_of_the_tool(string arguments, bool isValid, string? reason)
    {
        Sample sample = Bench.Sample(new Answer { Text = "", ToolCalls = [new ToolCall("1", "issue_refund", arguments)] });
        Score score = Score("is-valid-tool-call", sample, s_refund);
        score.Passed.Should().Be(isValid);
        if (reason is null) { score.Reason.Should().BeEmpty(); }
        else { score.Reason.Should().Contain(reason); }

        Score("not-is-valid-tool-call", sample, s_refund).Passed.Should().Be(!isValid);
    }

    [Fact]
    public void A_call_is_not_valid_without_its_tool_and_not_scored_without_any()
    {
        Sample sample = Bench.Sample(new Answer { Text = "", ToolCalls = [new ToolCall("1", "other", "{}")] });
        Score("is-valid-tool-call", sample, s_refund).Reason.Should().Contain("there is no such tool");
        Score("is-valid-tool-call", sample).Outcome.Should().Be(ScoreOutcome.Unscored);
        Score("is-valid-tool-call", Bench.Sample(new Answer { Text = "hello" }), s_refund).Passed.Should().BeFalse();
        Score unread = Score("is-valid-tool-call", sample, new ToolDefinition("other", null, """{"unevaluatedProperties":false}"""));
        (unread.Outcome, unread.Passed).Should().Be((ScoreOutcome.Unscored, false));
        unread.Reason.Should().Contain("unevaluatedProperties");
    }

    [Theory]
    [InlineData("finish-reason: stop", FinishReason.Stop, true)]
    [InlineData("finish-reason: length", FinishReason.Stop, false)]
    [InlineData("finish-reason: tool_calls", FinishReason.ToolCalls, true)]
    [InlineData("finish-reason: content-filter", FinishReason.ContentFilter, true)]
    [InlineData("not-finish-reason: length", FinishReason.Stop, true)]
    public void The_finish_reason_is_judged(string entry, FinishReason finish, bool passes) =>
        Bench.Score(Bench.Check(entry), new Answer { Text = "a", Finish = finish }).Passed.Should().Be(passes);

    [Theory]
    [InlineData("- tool-called", "LLM1006")]
    [InlineData("- tool-called: []", "LLM1003")]
    [InlineData("- tool-args: { tool: a }", "LLM1006")]
    [InlineData("- tool-args: { value: {} }", "LLM1006")]
    [InlineData("- tool-args: { tool: a, value: {}, match: most }", "LLM1003")]
    [InlineData("- tool-args: { tool: a, value: { x: .nan } }", "LLM1018")]
    [InlineData("- tool-args: { tool: a, value: { x: \"{{\" } }", "LLM1021")]
    [InlineData("- tool-order", "LLM1006")]
    [InlineData("- finish-reason: tired", "LLM1003")]
    [InlineData("- finish-reason", "LLM1006")]
    [InlineData("- is-xml: { require: 'a..b' }", "LLM1003")]
    [InlineData("- is-json: { schema: { type: nothing } }", "LLM1003")]
    [InlineData("- is-json: { schema: none.json }", "LLM1013")]
    public void Mistakes_are_located(string entry, string code) => Bench.Mistakes(entry).Should().ContainSingle().Which.Should().StartWith("1,").And.Contain(code);

    [Fact]
    public void A_variable_of_an_argument_is_one_of_the_case()
    {
        DiagnosticBag bag = new();
        Bench.Suite("- tool-args: { tool: a, value: { list: [\"{{missing}}\"] } }").Suite.Validate(CaseValues.Of([]), bag);
        bag.Items.Should().ContainSingle().Which.Code.Should().Be("LLM1008");
    }

    [Fact]
    public void Any_value_holds_itself_and_still_does_with_more_members() => Prop.ForAll(s_values.ToArbitrary(), value =>
    {
        System.Text.Json.JsonElement element = value.ToJsonElement();
        CaseValue wrapped = CaseValue.OfMembers([new("a", value)]);
        System.Text.Json.JsonElement more = System.Text.Json.JsonElement.Parse($"{{\"z\":1,\"a\":{value.ToJson()}}}");
        return JsonMatch.Holds(element, value, exact: true) && JsonMatch.Holds(element, value, exact: false)
            && JsonMatch.Holds(more, wrapped, exact: false) && !JsonMatch.Holds(more, wrapped, exact: true)
            && !JsonMatch.Holds(element, CaseValue.OfItems([value]), exact: false);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static readonly Gen<CaseValue> s_values = Values(3);

    private static Gen<CaseValue> Values(int depth)
    {
        Gen<CaseValue> leaf = Gen.Elements("null", "true", "1", "-2.50", "1e3", "\"a\"", "\"\"", "\"1\"").Select(Parse);
        return depth == 0 ? leaf : Gen.OneOf(
            leaf,
            Values(depth - 1).ListOf().Select(items => CaseValue.OfItems([.. items.Take(4)])),
            Values(depth - 1).ListOf().Select(items => CaseValue.OfMembers([.. items.Take(4).Select((v, i) => new KeyValuePair<string, CaseValue>($"k{i}", v))])));
    }

    private static CaseValue Parse(string json)
    {
        DiagnosticBag bag = new();
        return CaseValue.From(LocatedJson.Parse(System.Text.Encoding.UTF8.GetBytes(json), "f", bag)!, bag)!;
    }

    private static Sample Conversation() => new()
    {
        Number = 0,
        Turns = [new Answer { Text = "Done." }],
        Steps =
        [
            [
                new Answer { Text = "", ToolCalls = [new ToolCall("1", "get_order", "{\"id\":\"a\"}"), new ToolCall("2", "get_order", "{\"id\":\"b\"}")] },
                new Answer { Text = "", ToolCalls = [new ToolCall("3", "issue_refund", "{\"id\":\"4411\",\"amount\":59.9,\"why\":{\"code\":1.0,\"list\":[1,2]}}")] },
            ],
        ],
    };

    private static Score Score(string entry, Sample sample, params ToolDefinition[] tools)
    {
        ScoringContext context = new(sample, 0, CaseValues.Of([("order", "4411"), ("tool", "issue_refund")])) { Tools = tools };
        return Bench.Check(entry).ScoreAsync(context, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
