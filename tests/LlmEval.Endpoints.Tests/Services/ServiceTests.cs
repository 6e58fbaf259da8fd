using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Services;

public sealed class ServiceTests
{
    [Fact]
    public async Task A_request_is_the_items_templates_with_the_values_escaped_for_their_place()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""{"answer":"yes"}"""));
        using IChatClient client = await ClientAsync(
            ("Url", server.Address + "/ask/{{user}}?q={{question}}"),
            ("Method", "put"),
            ("Headers", "Authorization: Bearer {{env:TEST_KEY}}; X-Case: {{case.id}}/{{sample}}; X-Text: {{question}}; Accept: text/plain;q=0.5"),
            ("Body", """{"text":"Q: {{question}}","raw":{{question}},"list":{{tags}},"n":{{n}},"tags":{{case.tags}},"literal":"\{{x}}","nested":{"a":{"b":{{n}}}}}"""),
            ("AnswerPath", "$.answer"));

        ChatResponse response = await AskAsync(client, Case(
            ("question", CaseValue.OfText("say \"hi\" & {{env:TEST_KEY}}\né")), ("user", CaseValue.OfText("a/b")), ("n", Number("7")), ("tags", List("x", "y"))));

        response.Text.Should().Be("yes");
        Received request = server.Requests.Should().ContainSingle().Subject;
        request.Address.Should().Be("/ask/a%2Fb?q=say%20%22hi%22%20%26%20%7B%7Benv%3ATEST_KEY%7D%7D%0A%C3%A9");
        request.Headers["Authorization"].Should().Be("Bearer " + Sut.Key);
        request.Headers["X-Case"].Should().Be("c1/2");
        request.Headers["X-Text"].Should().Be("say \"hi\" & %7B%7Benv:TEST_KEY%7D%7D%0A%C3%A9", "a case cannot ask for a secret");
        request.Headers["Accept"].Should().Be("text/plain;q=0.5");
        request.Json.GetProperty("text").GetString().Should().Be("Q: say \"hi\" & {{env:TEST_KEY}}\né");
        request.Json.GetProperty("raw").GetString().Should().Be("say \"hi\" & {{env:TEST_KEY}}\né");
        request.Json.GetProperty("list").GetRawText().Should().Be("""["x","y"]""");
        request.Json.GetProperty("n").GetInt32().Should().Be(7);
        request.Json.GetProperty("tags").GetRawText().Should().Be("""["t1"]""");
        request.Json.GetProperty("literal").GetString().Should().Be("{{x}}");
        request.Json.GetProperty("nested").GetProperty("a").GetProperty("b").GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task The_conversation_is_there_where_the_case_has_no_variable_of_that_name()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("plain text"));
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Body", """{"last":"{{prompt}}","all":{{messages}}}"""));

        ChatResponse response = await client.AskAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "One?"), new(ChatRole.Assistant, "1"), new(ChatRole.User, "Two?")], Options(Case()));
        await client.AskAsync([new(ChatRole.User, "Hi")], Options(Case(("prompt", CaseValue.OfText("mine")))));

        response.Text.Should().Be("plain text", "without a path the whole body is the answer");
        server.Requests[0].Json.GetProperty("last").GetString().Should().Be("Two?");
        server.Requests[0].Json.GetProperty("all").GetRawText().Should().Be(
            """[{"role":"system","content":"Be brief."},{"role":"user","content":"One?"},{"role":"assistant","content":"1"},{"role":"user","content":"Two?"}]""");
        server.Requests[1].Json.GetProperty("last").GetString().Should().Be("mine");
    }

    [Fact]
    public async Task A_form_and_a_get_are_encoded_as_addresses_are()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("ok"));
        using IChatClient form = await ClientAsync(("Url", server.Address), ("ContentType", "application/x-www-form-urlencoded"), ("Body", "q={{question}}&k=1"));
        using IChatClient get = await ClientAsync(("Url", server.Address + "/s?q={{question}}"), ("Method", "GET"));
        EvalCase testCase = Case(("question", CaseValue.OfText("a&b=c d")));

        await AskAsync(form, testCase);
        await AskAsync(get, testCase);

        server.Requests[0].Body.Should().Be("q=a%26b%3Dc%20d&k=1");
        server.Requests[0].Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded");
        server.Requests[1].Address.Should().Be("/s?q=a%26b%3Dc%20d");
        server.Requests[1].Body.Should().BeEmpty();
    }

    [Fact]
    public async Task Answer_passages_usage_cost_finish_and_calls_are_taken_from_their_paths()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""
            {"result":{"output":"Blue."},"docs":["bare",{"page_content":"The sky","id":7},{"text":"is blue","id":"d2"}],
             "usage":{"in":11,"out":3},"price":0.25,"stop":"max_tokens",
             "calls":[{"name":"look","args":{"q":1}},{"id":"x","function":{"name":"find","arguments":"{\"a\":2}"}}]}
            """));
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Body", "{}"), ("AnswerPath", "$.result.output"), ("PassagesPath", "$.docs"),
            ("InputTokensPath", "$.usage.in"), ("OutputTokensPath", "$.usage.out"), ("CostPath", "$.price"), ("FinishPath", "$.stop"), ("ToolCallsPath", "$.calls"));

        ChatResponse response = await AskAsync(client, Case());

        response.Text.Should().Be("Blue.");
        response.Usage.Should().Match<UsageDetails>(u => u.InputTokenCount == 11 && u.OutputTokenCount == 3);
        response.FinishReason.Should().Be(ChatFinishReason.Length);
        response.AdditionalProperties![LiveModel.CostProperty].Should().Be(0.25);
        response.AdditionalProperties[LiveModel.PassagesProperty].Should().BeEquivalentTo(
            (Passage[])[new("bare"), new("The sky", "7"), new("is blue", "d2")]);
        response.Messages[0].Contents.OfType<FunctionCallContent>().Select(c => (ToolCall)c.RawRepresentation!).Should().Equal(
            new ToolCall("call-0", "look", """{"q":1}"""), new ToolCall("x", "find", """{"a":2}"""));
    }

    [Fact]
    public async Task Fields_of_passages_are_found_by_name_and_lists_by_general_paths()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(
            """{"a":"x","hits":[{"node":{"body":"one"},"meta":{"source":"s1"}},{"node":{"body":"two"},"meta":{}}]}"""));
        using IChatClient named = await ClientAsync(("Url", server.Address), ("Body", "{}"), ("AnswerPath", "$.a"),
            ("PassagesPath", "$.hits"), ("PassageText", "node.body"), ("PassageId", "meta.source"));
        using IChatClient general = await ClientAsync(("Url", server.Address), ("Body", "{}"), ("AnswerPath", "$.a"), ("PassagesPath", "$.hits[*].node.body"));

        (await AskAsync(named, Case())).AdditionalProperties![LiveModel.PassagesProperty].Should().BeEquivalentTo((Passage[])[new("one", "s1"), new("two")]);
        (await AskAsync(general, Case())).AdditionalProperties![LiveModel.PassagesProperty].Should().BeEquivalentTo((Passage[])[new("one"), new("two")]);
    }

    [Theory]
    [InlineData("""{"answer":null}""", "")]
    [InlineData("""{"answer":""}""", "")]
    [InlineData("""{"answer":3.50}""", "3.50")]
    [InlineData("""{"answer":{"a":[1]}}""", """{"a":[1]}""")]
    [InlineData("""{"answer":"x","error":"none"}""", "x")]
    public async Task What_the_application_says_at_the_path_is_its_answer(string body, string answer)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(body));
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Body", "{}"), ("AnswerPath", "$.answer"));

        (await AskAsync(client, Case())).Text.Should().Be(answer);
    }

    [Fact]
    public async Task A_key_that_the_application_echoes_is_in_no_part_of_the_answer()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Ok($$"""
            {"answer":"a {{r.Headers["X-Key"]}}","docs":["b {{r.Headers["X-Key"]}}",{"text":"c {{r.Headers["X-Key"]}}","id":"{{r.Headers["X-Key"]}}"}],
             "calls":[{"name":"look","args":{"q":"{{r.Headers["X-Key"]}}"} }]}
            """));
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Headers", "X-Key: {{env:TEST_KEY}}"), ("Body", "{}"),
            ("AnswerPath", "$.answer"), ("PassagesPath", "$.docs"), ("ToolCallsPath", "$.calls"));

        ChatResponse response = await AskAsync(client, Case());

        response.Text.Should().Be("a ***");
        response.AdditionalProperties![LiveModel.PassagesProperty].Should().BeEquivalentTo((Passage[])[new("b ***"), new("c ***", "***")]);
        response.Messages[0].Contents.OfType<FunctionCallContent>().Single().RawRepresentation.Should().Be(new ToolCall("call-0", "look", """{"q":"***"}"""));
    }

    [Fact]
    public async Task A_key_that_is_echoed_in_an_answer_of_raw_JSON_is_in_no_part_of_it()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""{"answer":{"seen":"Bearer k3y\u002Bwith\u002Bbase64\u002Fsigns=="},"calls":[{"name":"look","args":{"q":"k3y+with+base64\/signs=="}}]}"""));
        HttpModelProvider provider = new(n => n == "TEST_KEY" ? "k3y+with+base64/signs==" : null, Sut.Fast);
        using IChatClient client = await provider.StartAsync(
            Sut.Spec("Http", ("Url", server.Address), ("Headers", "X-Key: {{env:TEST_KEY}}"), ("Body", "{}"), ("AnswerPath", "$.answer"), ("ToolCallsPath", "$.calls")),
            Sut.Context, TestContext.Current.CancellationToken);

        ChatResponse response = await AskAsync(client, Case());

        (response.Text + response.Messages[0].Contents.OfType<FunctionCallContent>().Single().RawRepresentation).Should().NotContain("base64");
    }

    [Fact]
    public async Task A_key_is_taken_out_of_what_is_shown_before_that_is_cut()
    {
        const string Secret = "correct-horse-battery-staple";
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Ok($$"""{"seen":"{{new string('z', 178)}} {{r.Headers["X-Key"]}}"}"""));
        HttpModelProvider provider = new(n => n == "TEST_KEY" ? Secret : null, Sut.Fast);
        using IChatClient client = await provider.StartAsync(
            Sut.Spec("Http", ("Url", server.Address), ("Headers", "X-Key: {{env:TEST_KEY}}"), ("Body", "{}"), ("AnswerPath", "$.answer")), Sut.Context, TestContext.Current.CancellationToken);

        (await FluentActions.Awaiting(() => AskAsync(client, Case())).Should().ThrowAsync<EndpointTroubleException>())
            .Which.Message.Should().NotContain("correct-").And.Contain("zzz ***");
    }

    [Fact]
    public void The_file_of_the_body_is_one_that_the_build_watches()
    {
        IModelProvider provider = Sut.Provider("Http");

        provider.Files(Sut.Spec("Http", ("Url", "http://a.example"), ("BodyFile", "body.json")), Sut.Context).Should().Equal(Path.GetFullPath("/body.json"));
        provider.Files(Sut.Spec("Http", ("Url", "http://a.example"), ("Body", "{}")), Sut.Context).Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_without_what_the_path_names_is_trouble_that_shows_its_beginning_and_no_key()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
            c.Ok($$"""{"reply":"hello","seen":"{{r.Headers["X-Key"]}}","more":"{{new string('z', 500)}}"}"""));
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Headers", "X-Key: {{env:TEST_KEY}}"), ("Body", "{}"), ("AnswerPath", "$.answer"));

        Func<Task> first = () => AskAsync(client, Case());
        string told = (await first.Should().ThrowAsync<EndpointTroubleException>("it may be one case")).Which.Message;
        await first.Should().ThrowAsync<EndpointTroubleException>();
        Func<Task> third = () => AskAsync(client, Case());

        told.Should().Contain("AnswerPath ($.answer) finds nothing").And.Contain("\"reply\":\"hello\"").And.NotContain(Sut.Key).And.NotContain(new string('z', 200));
        (await third.Should().ThrowAsync<LlmEvalException>("nothing has ever been right, so it is the path")).Which.Diagnostic.Should().Match<Diagnostic>(d =>
            d.Code == "LLM3018" && d.Message.Contains("Correct the path"));
        server.Requests.Should().HaveCount(3, "the same question would bring the same");
    }

    [Fact]
    public async Task Faults_of_the_application_are_tried_again_and_then_trouble()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Number switch
        {
            1 => c.Error(500, "boom"),
            2 => c.Half(),
            3 => c.Response.WriteAsync("<html>proxy</html>"),
            4 => c.Ok("""{"answer":"fine"}"""),
            _ => c.Error(500, $"boom {r.Headers["X-Key"]}"),
        });
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Headers", "X-Key: {{env:TEST_KEY}}"), ("Body", "{}"), ("AnswerPath", "$.answer"));

        string text = (await AskAsync(client, Case())).Text;
        Func<Task> again = () => AskAsync(client, Case());

        text.Should().Be("fine");
        (await again.Should().ThrowAsync<EndpointTroubleException>()).Which.Message.Should().Contain("500").And.NotContain(Sut.Key);
        server.Requests.Should().HaveCount(4 + 6);
    }

    [Fact]
    public async Task An_application_that_takes_too_long_is_trouble()
    {
        TaskCompletionSource end = new();
        await using LoopbackServer server = await LoopbackServer.StartAsync((_, _) => end.Task);
        using IChatClient client = await HttpClientAsync(Sut.Fast with { Transient = 1 }, ("Url", server.Address), ("Body", "{}"), ("Timeout", "200ms"));

        await ((Func<Task>)(() => AskAsync(client, Case()))).Should().ThrowAsync<EndpointTroubleException>().WithMessage("*no answer within 0.2 s*");
        server.Requests.Should().HaveCount(2);
        end.SetResult();
    }

    [Fact]
    public async Task An_address_that_is_not_there_ends_the_run_unless_each_case_has_its_own()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Status(404, """{"detail":"Not Found"}"""));
        using IChatClient one = await ClientAsync(("Url", server.Address + "/wrong"), ("Body", "{}"));
        using IChatClient each = await ClientAsync(("Url", server.Address + "/item/{{user}}"), ("Method", "GET"));

        (await ((Func<Task>)(() => AskAsync(one, Case()))).Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Message.Should().Contain("Correct Url").And.Contain("Not Found");
        await ((Func<Task>)(() => AskAsync(each, Case(("user", CaseValue.OfText("x")))))).Should().ThrowAsync<EndpointTroubleException>();
    }

    [Fact]
    public async Task A_case_without_a_value_is_an_error_at_the_case_before_anything_is_sent()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("x"));
        using IChatClient client = await ClientAsync(("Url", server.Address), ("Body", """{"q":"{{question}}"}"""));

        Diagnostic told = (await ((Func<Task>)(() => AskAsync(client, Case()))).Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic;

        told.Should().Match<Diagnostic>(d => d.Code == "LLM1008" && d.Location.Line == 5 && d.Message.Contains("'c1'") && d.Message.Contains("'question'") && d.Message.Contains("'gpt'"));
        server.Requests.Should().BeEmpty();
    }

    private static Task<IChatClient> ClientAsync(params (string Name, string Value)[] metadata) => HttpClientAsync(Sut.Fast, metadata);

    private static async Task<IChatClient> HttpClientAsync(RetrySettings retries, params (string Name, string Value)[] metadata) =>
        await Sut.Provider("Http", retries).StartAsync(Sut.Spec("Http", metadata), Sut.Context, TestContext.Current.CancellationToken);

    private static Task<ChatResponse> AskAsync(IChatClient client, EvalCase testCase) => client.AskAsync([], Options(testCase));

    private static ChatOptions Options(EvalCase testCase) => new()
    {
        AdditionalProperties = new() { [LiveModel.CaseProperty] = testCase, [LiveModel.SampleProperty] = 2L },
    };

    private static EvalCase Case(params (string Name, CaseValue Value)[] vars) => new()
    {
        Id = "c1",
        Location = new Location("/a.eval.yml", 5),
        Vars = CaseValue.OfMembers([.. vars.Select(v => KeyValuePair.Create(v.Name, v.Value))]),
        Tags = ["t1"],
        InputsHash = default,
    };

    private static CaseValue Number(string digits) => CaseValue.From(new ScalarNode(Location.None, digits, ScalarKind.Integer), new DiagnosticBag())!;

    private static CaseValue List(params string[] items) => CaseValue.From(
        new SequenceNode(Location.None, [.. items.Select(i => new ScalarNode(Location.None, i, ScalarKind.Text))]), new DiagnosticBag())!;
}
