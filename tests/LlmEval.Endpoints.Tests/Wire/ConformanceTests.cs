using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using LlmEval.Endpoints.Tests.Servers;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace LlmEval.Endpoints.Tests.Wire;

/// <summary>The services' own clients and ours, asked the same by the same server: what they send and understand is what the services speak.</summary>
public sealed class ConformanceTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""";

    private static readonly AIMessage[] s_messages = [new(ChatRole.System, "Be polite."), new(ChatRole.User, "Hi"), new(ChatRole.Assistant, "Yes?"), new(ChatRole.User, "Grüße")];

    [Fact]
    public async Task OpenAI_s_own_client_sends_and_reads_the_same_chat_completion()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello", "length")));
        ChatClient theirs = new("gpt-x", new ApiKeyCredential(Sut.Key), new OpenAIClientOptions { Endpoint = new Uri(server.Address + "/v1") });
        using IChatClient ours = await Sut.ClientAsync(server.Address + "/v1");

        ChatCompletion read = await theirs.CompleteChatAsync(
            [
                OpenAI.Chat.ChatMessage.CreateSystemMessage("Be polite."), OpenAI.Chat.ChatMessage.CreateUserMessage("Hi"),
                OpenAI.Chat.ChatMessage.CreateAssistantMessage("Yes?"), OpenAI.Chat.ChatMessage.CreateUserMessage("Grüße"),
            ],
            new ChatCompletionOptions
            {
                Temperature = 0.5f,
                TopP = 0.25f,
                MaxOutputTokenCount = 9,
                StopSequences = { "END" },
                ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat("reply", BinaryData.FromString(Schema), jsonSchemaIsStrict: true),
            },
            TestContext.Current.CancellationToken);
        ChatResponse response = await ours.AskAsync(s_messages, new ChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            MaxOutputTokens = 9,
            StopSequences = ["END"],
            ResponseFormat = AIResponseFormat.ForJsonSchema(JsonElement.Parse(Schema), "reply"),
        });

        // Servers that are not OpenAI's know the limit by its old name.
        string sent = server.Requests[1].Body.Replace("\"max_tokens\"", "\"max_completion_tokens\"", StringComparison.Ordinal);
        ShouldBeTheSame(sent, server.Requests[0].Body);
        server.Requests[1].Address.Should().Be(server.Requests[0].Address);
        server.Requests[1].Headers["Authorization"].Should().Be(server.Requests[0].Headers["Authorization"]);
        response.Text.Should().Be(read.Content[0].Text);
        response.ModelId.Should().Be(read.Model);
        response.Usage!.InputTokenCount.Should().Be(read.Usage.InputTokenCount);
        response.Usage.OutputTokenCount.Should().Be(read.Usage.OutputTokenCount);
        response.Usage.CachedInputTokenCount.Should().Be(read.Usage.InputTokenDetails.CachedTokenCount);
        response.Usage.ReasoningTokenCount.Should().Be(read.Usage.OutputTokenDetails.ReasoningTokenCount);
        read.FinishReason.Should().Be(OpenAI.Chat.ChatFinishReason.Length);
    }

    [Fact]
    public async Task Anthropic_s_own_client_sends_and_reads_the_same_message()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("""
            {"id":"m","type":"message","role":"assistant","model":"claude-x-1","content":[{"type":"text","text":"Hello","citations":null}],
             "stop_reason":"max_tokens","stop_sequence":null,"usage":{"input_tokens":5,"cache_read_input_tokens":0,"cache_creation_input_tokens":0,"output_tokens":3} }
            """));
        using AnthropicClient client = new() { BaseUrl = server.Address, ApiKey = Sut.Key };
        using IChatClient theirs = client.AsIChatClient("gpt-x");
        using IChatClient ours = await Sut.ClientAsync(server.Address, "Anthropic", null, ("ApiVersion", "2026-10-21"));

        ChatOptions options = new()
        {
            MaxOutputTokens = 9,
            StopSequences = ["END"],
            ResponseFormat = AIResponseFormat.ForJsonSchema(JsonElement.Parse(Schema)),
        };

        ChatResponse read = await theirs.AskAsync(s_messages, options);
        ChatResponse response = await ours.AskAsync(s_messages, options);

        ShouldBeTheSame(server.Requests[1].Body, server.Requests[0].Body);
        server.Requests[1].Address.Should().Be(server.Requests[0].Address.Split('?')[0]);
        server.Requests[1].Headers["anthropic-version"].Should().Be(server.Requests[0].Headers["anthropic-version"]);
        response.Text.Should().Be(read.Text);
        response.ModelId.Should().Be(read.ModelId);
        response.FinishReason.Should().Be(read.FinishReason);
        response.Usage!.InputTokenCount.Should().Be(read.Usage!.InputTokenCount);
        response.Usage.OutputTokenCount.Should().Be(read.Usage.OutputTokenCount);
    }

    private static void ShouldBeTheSame(string ours, string theirs) =>
        JsonNode.DeepEquals(Plain(JsonNode.Parse(ours)), Plain(JsonNode.Parse(theirs))).Should().BeTrue($"ours is {ours} and theirs {theirs}");

    /// <summary>A content that is one part of text, and a system prompt that is one block, mean the same as the text.</summary>
    private static JsonObject Plain(JsonNode? body)
    {
        JsonObject all = body!.AsObject();
        foreach (JsonObject holder in all["messages"]!.AsArray().OfType<JsonObject>().Append(all).ToArray())
        {
            foreach (string name in (string[])["content", "system"])
            {
                if (holder[name] is JsonArray { Count: 1 } parts) { holder[name] = parts[0]!["text"]!.GetValue<string>(); }
            }
        }

        return all;
    }
}
