using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Tests.Protocol;

public sealed class ServiceMessagesTests
{
    [Fact]
    public async Task Every_message_arrives_as_it_was_sent()
    {
        Message[] messages =
        [
            new LoadModel
            {
                Native = new NativeFiles { Llama = "a", Ggml = "b", Preload = ["c"], BackendFolders = ["d"] },
                ModelPath = "m", Adapters = [new AdapterFile("x.gguf", -0.25f)], Grammar = "root ::= \"é\"\n",
            },
            new Generated { Id = 3, Text = "t", Tokens = ["t", "\uFFFD"], Logprobs = [-0.5, -1e-9], FirstTokenMilliseconds = 0.25 },
            new CountTokens { Id = 4, Conversations = [[new Turn("user", "€")], []] },
            new TokensCounted { Id = 4, Sizes = [new PromptSize(7), new PromptSize(0, FaultKind.ChatTemplate, "why")] },
            new Embed { Id = 5, Texts = ["one", ""] },
            new Embedded { Id = 5, Vectors = [[0, 0, 128, 63], []], InputTokens = 2 },
        ];
        using MemoryStream memory = new();
        await using MessageStream sut = new(memory);
        foreach (Message message in messages) { await sut.WriteAsync(message, TestContext.Current.CancellationToken); }

        memory.Position = 0;

        foreach (Message message in messages)
        {
            (await sut.ReadAsync(TestContext.Current.CancellationToken)).Should().BeEquivalentTo(message, o => o.RespectingRuntimeTypes());
        }
    }
}
