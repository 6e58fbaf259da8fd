using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class ToolTests
{
    /// <summary>An answer that calls <c>get_order</c> twice, in the words of each service. ARGS is the second call's text where calls are texts.</summary>
    private static string Calling(string format, string arguments) => format switch
    {
        "responses" => $$"""
            {"id":"r","model":"m","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Looking."}]},
             {"type":"function_call","id":"fc_1","call_id":"c1","name":"get_order","arguments":"{\"id\": 1}"},
             {"type":"function_call","id":"fc_2","call_id":"c2","name":"get_order","arguments":{{arguments}} }]}
            """,
        "Anthropic" => """
            {"id":"m","model":"m","content":[{"type":"text","text":"Looking."},{"type":"tool_use","id":"c1","name":"get_order","input":{"id": 1} },
             {"type":"tool_use","id":"c2","name":"get_order","input":{} }],"stop_reason":"tool_use"}
            """,
        "Ollama" => """
            {"model":"m","done":true,"done_reason":"stop","message":{"role":"assistant","content":"Looking.","tool_calls":[
             {"function":{"name":"get_order","arguments":{"id": 1} } },{"function":{"name":"get_order","arguments":{} } }]} }
            """,
        _ => $$"""
            {"id":"c","model":"m","choices":[{"message":{"role":"assistant","content":"Looking.","tool_calls":[
             {"id":"c1","type":"function","function":{"name":"get_order","arguments":"{\"id\": 1}"} },
             {"id":"c2","type":"function","function":{"name":"get_order","arguments":{{arguments}} } }]},"finish_reason":"tool_calls"}]}
            """,
    };

    private static Task<IChatClient> ClientAsync(LoopbackServer server, string format) => format == "responses"
        ? Sut.ClientAsync(server.Address, more: ("Api", "responses")) : Sut.ClientAsync(server.Address, format);

    [Theory]
    [InlineData("OpenAI", """tools":[{"type":"function","function":{"name":"get_order","description":"Finds an order.","parameters":SCHEMA}}]""",
        """messages":[{"role":"user","content":"Refund 4411"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"get_order","arguments":"{\"id\":\"4411\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"{\"total\":59.90}"}]""")]
    [InlineData("AzureOpenAI", """tools":[{"type":"function","function":{"name":"get_order","description":"Finds an order.","parameters":SCHEMA}}]""",
        """{"role":"tool","tool_call_id":"c1","content":"{\"total\":59.90}"}""")]
    [InlineData("responses", """tools":[{"type":"function","name":"get_order","description":"Finds an order.","parameters":SCHEMA,"strict":false}]""",
        """input":[{"role":"user","content":"Refund 4411"},{"type":"function_call","call_id":"c1","name":"get_order","arguments":"{\"id\":\"4411\"}"},{"type":"function_call_output","call_id":"c1","output":"{\"total\":59.90}"}]""")]
    [InlineData("Anthropic", """tools":[{"name":"get_order","description":"Finds an order.","input_schema":SCHEMA}]""",
        """messages":[{"role":"user","content":"Refund 4411"},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"get_order","input":{"id":"4411"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"{\"total\":59.90}"}]}]""")]
    [InlineData("Ollama", """tools":[{"type":"function","function":{"name":"get_order","description":"Finds an order.","parameters":SCHEMA}}]""",
        """{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"get_order","arguments":{"id":"4411"}}}]},{"role":"tool","content":"{\"total\":59.90}","tool_name":"get_order","tool_call_id":"c1"}""")]
    public async Task Tools_calls_and_results_reach_the_server(string format, string tools, string messages)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling(format, "\"{}\"")));
        using IChatClient client = await ClientAsync(server, format);

        await client.AskAsync(Talk.Called(), Talk.WithTools);

        server.Requests[0].Body.Should().Contain(tools.Replace("SCHEMA", Talk.Schema, StringComparison.Ordinal)).And.Contain(messages);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("AzureOpenAI")]
    [InlineData("responses")]
    [InlineData("Anthropic")]
    [InlineData("Ollama")]
    public async Task Calls_are_read_with_the_model_s_own_words(string format)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling(format, "\"{}\"")));
        using IChatClient client = await ClientAsync(server, format);

        ChatResponse response = await client.AskAsync([new(ChatRole.User, "Hi")], Talk.WithTools);

        response.FinishReason.Should().Be(ChatFinishReason.ToolCalls);
        response.Text.Should().Be("Looking.");
        string[] ids = format == "Ollama" ? ["call_1", "call_2"] : ["c1", "c2"];
        response.Calls().Should().Equal(new ToolCall(ids[0], "get_order", """{"id": 1}"""), new ToolCall(ids[1], "get_order", "{}"));
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("responses")]
    public async Task Arguments_that_are_no_JSON_are_the_model_s_own_doing(string format)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling(format, "\"{\\\"id\\\": \"")));
        using IChatClient client = await ClientAsync(server, format);

        ChatResponse response = await client.AskAsync([new(ChatRole.User, "Hi")], Talk.WithTools);

        response.Calls()[1].Arguments.Should().Be("{\"id\": ");
        response.Messages[0].Contents.OfType<FunctionCallContent>().Last().Arguments.Should().BeNull();
    }

    [Theory]
    [InlineData("OpenAI", "\"arguments\":\"{\\\"id\\\": \"")]
    [InlineData("responses", "\"arguments\":\"{\\\"id\\\": \"")]
    [InlineData("Anthropic", """input":{"INVALID_JSON":"{\"id\": "}""")]
    [InlineData("Ollama", """arguments":{"INVALID_JSON":"{\"id\": "}""")]
    public async Task Words_that_are_no_JSON_go_back_as_they_came(string format, string sent)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling(format, "\"{}\"")));
        using IChatClient client = await ClientAsync(server, format);

        await client.AskAsync(Talk.Called("{\"id\": "), Talk.WithTools);

        server.Requests[0].Body.Should().Contain(sent);
    }

    [Theory]
    [InlineData("OpenAI", "none", "\"tool_choice\":\"none\"")]
    [InlineData("OpenAI", "any", "\"tool_choice\":\"required\"")]
    [InlineData("OpenAI", "one", """tool_choice":{"type":"function","function":{"name":"get_order"}}""")]
    [InlineData("responses", "none", "\"tool_choice\":\"none\"")]
    [InlineData("responses", "any", "\"tool_choice\":\"required\"")]
    [InlineData("responses", "one", """tool_choice":{"type":"function","name":"get_order"}""")]
    [InlineData("Anthropic", "none", """tool_choice":{"type":"none"}""")]
    [InlineData("Anthropic", "any", """tool_choice":{"type":"any"}""")]
    [InlineData("Anthropic", "one", """tool_choice":{"type":"tool","name":"get_order"}""")]
    public async Task Which_tool_is_to_be_called_is_said(string format, string mode, string sent)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling(format, "\"{}\"")));
        using IChatClient client = await ClientAsync(server, format);
        ChatOptions options = Talk.WithTools;
        options.ToolMode = mode switch { "none" => ChatToolMode.None, "any" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific("get_order") };

        await client.AskAsync([new(ChatRole.User, "Hi")], options);
        await client.AskAsync([new(ChatRole.User, "Hi")], Talk.WithTools);

        server.Requests[0].Body.Should().Contain(sent);
        server.Requests[1].Body.Should().NotContain("tool_choice", "the model's own choice is what every service means unsaid");
    }

    [Fact]
    public async Task What_Ollama_cannot_be_told_is_refused_and_no_tools_means_none()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling("Ollama", "")));
        using IChatClient client = await ClientAsync(server, "Ollama");
        ChatOptions options = Talk.WithTools;
        options.ToolMode = ChatToolMode.RequireAny;

        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "Hi")], options)).Should().ThrowAsync<LlmEvalException>())
            .Which.Diagnostic.Code.Should().Be("LLM1003");
        options.ToolMode = ChatToolMode.None;
        await client.AskAsync([new(ChatRole.User, "Hi")], options);
        server.Requests.Should().ContainSingle().Which.Body.Should().NotContain("tools");
    }

    [Fact]
    public async Task An_id_that_clashes_with_an_earlier_one_is_replaced_and_always_by_the_same()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling("OpenAI", "\"{}\"")));
        using IChatClient client = await ClientAsync(server, "OpenAI");

        ChatResponse first = await client.AskAsync(Talk.Called(), Talk.WithTools);
        ChatResponse again = await client.AskAsync(Talk.Called(), Talk.WithTools);

        first.Calls().Select(c => c.Id).Should().Equal("call_2", "c2");
        again.Calls().Should().Equal(first.Calls());
    }

    [Fact]
    public async Task Results_that_follow_each_other_are_one_message_to_Anthropic()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Calling("Anthropic", "")));
        using IChatClient client = await ClientAsync(server, "Anthropic");

        await client.AskAsync(
            [
                new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new TextContent("Looking."), Talk.Call("a", "x", "{}"), Talk.Call("b", "y", "{}")]),
                new(ChatRole.Tool, [new FunctionResultContent("a", "1")]), new(ChatRole.Tool, [new FunctionResultContent("b", "2")]), new(ChatRole.User, "Well?"),
            ],
            Talk.WithTools);

        server.Requests[0].Body.Should().Contain(
            """{"role":"assistant","content":[{"type":"text","text":"Looking."},{"type":"tool_use","id":"a","name":"x","input":{}},{"type":"tool_use","id":"b","name":"y","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"tool_result","tool_use_id":"b","content":"2"}]},{"role":"user","content":"Well?"}""");
    }

    [Fact]
    public async Task A_tool_that_is_no_function_is_refused_instead_of_left_out()
    {
        using IChatClient client = await Sut.ClientAsync("http://127.0.0.1:9");

        (await client.Awaiting(c => c.AskAsync([new(ChatRole.User, "u")], new ChatOptions { Tools = [new HostedWebSearchTool()] }))
            .Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Code.Should().Be("LLM1003");
    }

    [Fact]
    public async Task A_call_without_a_tool_is_no_answer()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            (c, _) => c.Ok("""{"choices":[{"message":{"tool_calls":[{"id":"a","type":"function","function":{"arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>();
    }
}
