using LlmEval.Caching;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Core.Tests.Running;

public sealed class ConversationTests
{
    private static readonly ToolReply[] s_replies =
    [
        Reply("get_order", """{ id: "4411", by: { mail: a@b } }""", "found by mail"),
        Reply("get_order", """{ id: "4411" }""", "first"),
        Reply("get_order", """{ id: "4411" }""", "second"),
        Reply("get_order", null, "{ any: [1, 2.50] }"),
        Reply("count", "{ n: 1, list: [a, null, true] }", "one"),
    ];

    [Fact]
    public async Task The_model_is_asked_again_with_the_reply_until_it_answers()
    {
        Agent agent = new(Calls("get_order", """{"id":"4411"}"""), Calls("get_order", """{"id":"7"}"""), Says("done"));

        Sample sample = await DrawAsync(agent);

        (sample.Failure, sample.Trouble).Should().Be((null, null));
        sample.Turns.Should().ContainSingle().Which.Text.Should().Be("done");
        sample.Steps.Should().ContainSingle().Which.Select(s => s.ToolCalls.Single().Arguments).Should().Equal("""{"id":"4411"}""", """{"id":"7"}""");
        sample.Answers.Should().HaveCount(3);
        agent.Asked[2].Messages.Select(m => $"{m.Role}:{m.Text}:{m.ToolCallId}").Should().Equal(
            "user:Hi:", "assistant::", "tool:first:1", "assistant::", "tool:{\"any\":[1,2.50]}:2");
        agent.Asked.Should().OnlyContain(r => r.Tools.Single().Name == "get_order");
    }

    [Theory]
    [InlineData("get_order", """{"id":"4411","by":{"mail":"a@b","name":"x"}}""", "found by mail")]
    [InlineData("get_order", """{"id":4411}""", """{"any":[1,2.50]}""")]
    [InlineData("count", """{"n":1.0,"list":["a",null,true],"more":1}""", "one")]
    [InlineData("count", """{"n":1,"list":["a",null,false]}""", null)]
    [InlineData("count", """{"n":1,"list":["a",null,true,1]}""", null)]
    [InlineData("count", """{"n":"1","list":["a",null,true]}""", null)]
    [InlineData("count", """{"list":["a",null,true]}""", null)]
    [InlineData("other", "{}", null)]
    [InlineData("get_order", "{\"id\": ", null)]
    [InlineData("get_order", "[1]", null)]
    public async Task A_reply_answers_calls_that_have_at_least_its_arguments(string tool, string arguments, string? text)
    {
        Agent agent = new(Calls(tool, arguments), Says("done"));

        Sample sample = await DrawAsync(agent);

        if (text is not null) { agent.Asked[1].Messages[^1].Text.Should().Be(text); }
        else
        {
            sample.Failure.Should().StartWith($"called {tool}({arguments})");
            sample.Turns.Should().ContainSingle().Which.ToolCalls.Should().ContainSingle();
            agent.Asked.Should().ContainSingle("the conversation ends there");
        }
    }

    [Fact]
    public async Task Replies_of_the_same_condition_follow_each_other_and_the_last_stays()
    {
        Answer call = Calls("get_order", """{"id":"4411"}""");
        Agent agent = new(call, call, call, Says("done"));

        await DrawAsync(agent);

        agent.Asked[3].Messages.Where(m => m.Role == "tool").Select(m => m.Text).Should().Equal("first", "second", "second");
        await DrawAsync(agent = new(call, Says("done")));
        agent.Asked[1].Messages[^1].Text.Should().Be("first", "each sample begins anew");
    }

    [Fact]
    public async Task A_model_that_never_stops_calling_fails_at_the_limit()
    {
        Agent agent = new(Calls("get_order", "{}"));

        Sample sample = await DrawAsync(agent, steps: 3);

        agent.Asked.Should().HaveCount(3);
        sample.Failure.Should().Be("called get_order({}) in step 3, the last that 'case-steps' allows");
        sample.Answers.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_turn_that_is_left_without_steps_fails_too()
    {
        Agent agent = new(Calls("get_order", "{}"), Says("one"), Says("two"));

        (await DrawAsync(agent, ["again"], steps: 2)).Failure.Should().Contain("1 of 2 turns");
        (await DrawAsync(agent = new(Calls("get_order", "{}"), Says("one"), Says("two")), ["again"], steps: 3)).Failure.Should().BeNull();
    }

    [Fact]
    public async Task Several_calls_of_one_answer_are_all_answered_before_the_model_goes_on()
    {
        Answer both = Calls("get_order", "{}") with { ToolCalls = [new ToolCall("a", "get_order", "{}"), new ToolCall("b", "count", """{"n":1,"list":["a",null,true]}""")] };
        Agent agent = new(both, Says("done"));

        await DrawAsync(agent);

        agent.Asked[1].Messages.Skip(2).Select(m => (m.ToolCallId, m.Text)).Should().Equal(("a", """{"any":[1,2.50]}"""), ("b", "one"));
    }

    [Fact]
    public async Task Without_replies_a_call_ends_the_turn_and_the_conversation_goes_on()
    {
        Agent agent = new(Calls("get_order", "{}"), Says("done"));

        Sample sample = await DrawAsync(agent, ["again"], replies: false);

        sample.Failure.Should().BeNull();
        sample.Steps.Should().BeEmpty();
        sample.Turns.Select(t => t.ToolCalls.Count).Should().Equal(1, 0);
        agent.Asked[1].Messages.Select(m => m.Role).Should().Equal("user", "assistant", "tool", "user");
    }

    [Fact]
    public void What_a_tool_answers_and_how_often_are_part_of_the_case_s_key()
    {
        RequestKeys keys = new("1", ModelParameters.Empty, "m");
        string Key(Func<PlannedCase, PlannedCase> change) => change(Planned([], true, 12)).RequestKey(keys).ToString();

        string[] others =
        [
            Key(p => p with { Case = p.Case with { Replies = null } }), Key(p => p with { Case = p.Case with { Replies = [] } }),
            Key(p => p with { Case = p.Case with { Replies = [.. s_replies.Skip(1)] } }), Key(p => p with { MaxSteps = 11 }),
            Key(p => p with { Tools = [] }), Key(p => p with { Turns = ["x"] }),
        ];

        Key(p => p).Should().Be(Key(p => p));
        others.Append(Key(p => p)).Should().OnlyHaveUniqueItems();
    }

    private static async Task<Sample> DrawAsync(Agent agent, string[]? turns = null, bool replies = true, int steps = 12) =>
        (await new Conversation(agent, null, TimeProvider.System).DrawAsync(Planned(turns ?? [], replies, steps), 0, TestContext.Current.CancellationToken))!;

    private static PlannedCase Planned(string[] turns, bool replies, int steps) =>
        new(Requests.Case() with { Replies = replies ? s_replies : null }, [new ChatTurn("user", "Hi")], turns) { Tools = [new ToolDefinition("get_order", null, "{}")], MaxSteps = steps };

    private static ToolReply Reply(string tool, string? when, string returns) => new(Location.None, tool, when is null ? null : Value(when), Value(returns));

    private static CaseValue Value(string yaml) => CaseValue.From(YamlReader.Parse(yaml, "t.yml", new DiagnosticBag())!, new DiagnosticBag())!;

    private static Answer Calls(string tool, string arguments) => new() { Text = string.Empty, Finish = FinishReason.ToolCalls, ToolCalls = [new ToolCall(string.Empty, tool, arguments)] };

    private static Answer Says(string text) => new() { Text = text };

    /// <summary>Says one thing after the other, the last for ever, and numbers its calls.</summary>
    private sealed class Agent(params Answer[] answers) : IAnswerSource
    {
        public List<ModelRequest> Asked { get; } = [];

        public ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            Answer answer = answers[Math.Min(Asked.Count, answers.Length) - 1];
            ToolCall[] calls = [.. answer.ToolCalls.Select(c => c.Id.Length > 0 ? c : c with { Id = FormattableString.Invariant($"{Asked.Count}") })];
            return ValueTask.FromResult<SourcedAnswer?>(new SourcedAnswer(answer with { ToolCalls = calls }, FromCache: false));
        }
    }
}
