using LlmEval.Endpoints.Tests.Servers;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class EmbeddingTests
{
    private const string Vector = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1e-3,2]}],"model":"embed-x","usage":{"prompt_tokens":3,"total_tokens":3}}""";

    [Theory]
    [InlineData("OpenAI", "/v1/embeddings", Vector)]
    [InlineData("Ollama", "/v1/api/embed", """{"model":"embed-x","embeddings":[[0.5,-0.001,2]],"prompt_eval_count":3}""")]
    public async Task A_text_is_embedded_by_the_service_beside_the_chat(string provider, string address, string answer)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(answer));
        using IChatClient client = await Sut.ClientAsync(server.Address + "/v1", provider: provider);
        var generator = client.GetService<IEmbeddingGenerator<string, Embedding<float>>>()!;

        GeneratedEmbeddings<Embedding<float>> all = await generator.GenerateAsync(["Grüße"], cancellationToken: TestContext.Current.CancellationToken);

        all.Should().ContainSingle().Which.Vector.ToArray().Should().Equal(0.5f, -1e-3f, 2f);
        all[0].ModelId.Should().Be("embed-x");
        all.Usage!.InputTokenCount.Should().Be(3);
        Received request = server.Requests.Should().ContainSingle().Subject;
        request.Address.Should().Be(address);
        request.Body.Should().Be("""{"model":"gpt-x","input":"Grüße"}""");
        request.Headers["Authorization"].Should().Be("Bearer " + Sut.Key);
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"embedding":[]}]}""")]
    [InlineData("""{"data":[{"embedding":[1,"x"]}]}""")]
    [InlineData("""{"data":[{"embedding":[1e39]}]}""")]
    [InlineData("""{"embeddings":"x"}""")]
    public async Task What_holds_no_vector_is_trouble(string answer)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(answer));
        using IChatClient client = await Sut.ClientAsync(server.Address);
        var generator = client.GetService<IEmbeddingGenerator<string, Embedding<float>>>()!;

        Func<Task> act = () => generator.GenerateAsync(["x"], cancellationToken: TestContext.Current.CancellationToken);

        await act.Should().ThrowAsync<EndpointTroubleException>();
    }

    [Fact]
    public async Task A_service_without_embeddings_says_so_by_having_none()
    {
        using IChatClient client = await Sut.ClientAsync("http://127.0.0.1:9", provider: "Anthropic");

        client.GetService<IEmbeddingGenerator<string, Embedding<float>>>().Should().BeNull();
    }
}
