using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Suites;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

public sealed class EmbeddingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chat_model_embeds_texts_with_length_one_the_same_each_time()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        IEmbeddingGenerator<string, Embedding<float>> sut = Generator(client);
        string[] texts = [.. Enumerable.Range(0, 70).Select(i => $"{new string('x', i % 13)} text number {i}")];

        GeneratedEmbeddings<Embedding<float>> first = await sut.GenerateAsync(texts, cancellationToken: Tests.Token);
        GeneratedEmbeddings<Embedding<float>> second = await sut.GenerateAsync(texts, cancellationToken: Tests.Token);

        first.Should().HaveCount(70);
        first.Should().OnlyContain(e => e.Dimensions == 64 && Math.Abs(Dot(e, e) - 1) < 1e-5);
        first.Usage!.InputTokenCount.Should().BeGreaterThan(70 * 10);
        for (int i = 0; i < texts.Length; i++) { second[i].Vector.ToArray().Should().Equal(first[i].Vector.ToArray()); }
    }

    [Fact]
    public async Task A_text_is_embedded_as_scorers_ask_for_it_and_comes_back_from_its_stored_form()
    {
        ModelSpec model = Tests.Model(Tests.TinyModelIn(_folder));
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, model);
        await using ModelHost host = new(new Given(client), model, new ModelContext { ProjectDirectory = _folder.Path, Home = _folder.Path, OutputDirectory = _folder.Path }, Tests.Token);
        LiveEmbedder sut = new(host, model);
        EvalCase nobody = new() { Id = "x", Location = Location.None, Vars = LlmEval.Documents.CaseValue.Empty, InputsHash = default };

        SourcedAnswer? answer = await sut.AskAsync(new ModelRequest { Messages = [new ChatTurn(LiveEmbedder.Role, "alpha beta")], Sample = 0, Case = nobody }, Tests.Token);

        Embedding<float> direct = await Generator(client).GenerateAsync("alpha beta", cancellationToken: Tests.Token);
        LiveEmbedder.Vector(answer!.Value.Answer.Text).Should().Equal(direct.Vector.ToArray());
        answer.Value.Answer.InputTokens.Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task Neighbours_change_nothing_but_the_last_bits_and_order_is_kept()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        IEmbeddingGenerator<string, Embedding<float>> sut = Generator(client);
        string[] texts = ["alpha beta", "something else entirely", "Z", "alpha beta"];

        GeneratedEmbeddings<Embedding<float>> together = await sut.GenerateAsync(texts, cancellationToken: Tests.Token);
        List<Embedding<float>> alone = [];
        foreach (string text in texts) { alone.Add(await sut.GenerateAsync(text, cancellationToken: Tests.Token)); }

        for (int i = 0; i < texts.Length; i++) { Dot(together[i], alone[i]).Should().BeApproximately(1, 1e-5); }

        Dot(together[0], together[3]).Should().BeApproximately(1, 1e-5);
        Dot(together[0], together[1]).Should().BeLessThan(0.999);
    }

    [Fact]
    public async Task Long_texts_are_embedded_as_a_whole_up_to_the_context_and_longer_ones_are_an_error()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("ContextSize", "1024"), ("BatchSize", "64")));
        IEmbeddingGenerator<string, Embedding<float>> sut = Generator(client);
        string end = new('b', 500);

        Embedding<float> one = await sut.GenerateAsync(new string('a', 500) + end, cancellationToken: Tests.Token);
        Embedding<float> other = await sut.GenerateAsync(new string('c', 500) + end, cancellationToken: Tests.Token);
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => sut.GenerateAsync(new string('a', 1200), cancellationToken: Tests.Token));

        Dot(one, other).Should().BeLessThan(0.999, "the beginning counts too");
        diagnostic.Code.Should().Be(Diagnostics.PromptTooLong.Code);
        diagnostic.Message.Should().MatchRegex("12\\d\\d tokens.*1024");
    }

    [Fact]
    public async Task Embedding_and_answering_do_not_disturb_each_other()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Slots", "4")));
        IEmbeddingGenerator<string, Embedding<float>> sut = Generator(client);
        ChatOptions options = new() { MaxOutputTokens = 40 };
        string alone = (await client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token)).Text;
        Embedding<float> before = await sut.GenerateAsync("a text", cancellationToken: Tests.Token);

        Task<ChatResponse>[] answers = [.. Enumerable.Range(0, 4).Select(_ => client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token))];
        Embedding<float> within = await sut.GenerateAsync("a text", cancellationToken: Tests.Token);

        (await Task.WhenAll(answers)).Should().OnlyContain(a => a.Text == alone);
        within.Vector.ToArray().Should().Equal(before.Vector.ToArray());
    }

    [Fact]
    public async Task A_model_that_says_how_it_pools_needs_no_chat_template_and_says_why_it_does_not_write()
    {
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { ChatTemplate = null, Pooling = 3 });
        string mean = Tests.TinyModelIn(_folder, new TinyModelShape { Pooling = 1 });
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(path));
        await using LlamaChatClient other = await Tests.ClientAsync(_folder, Tests.Model(mean));

        Embedding<float> last = await Generator(client).GenerateAsync("a text", cancellationToken: Tests.Token);
        Diagnostic diagnostic = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask("Hello"), null, Tests.Token));

        Dot(last, await Generator(other).GenerateAsync("a text", cancellationToken: Tests.Token)).Should().BeLessThan(0.999, "the last token's is not the mean");
        diagnostic.Code.Should().Be(Diagnostics.UnknownChatTemplate.Code);
        (await other.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 2 }, Tests.Token)).Usage!.OutputTokenCount.Should().Be(2, "with a template it writes too");
    }

    [Fact]
    public async Task A_model_that_reads_both_ways_embeds_and_does_not_write()
    {
        string path = TinyAdapter.In(_folder, TinyEncoder.Create());
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(path));

        GeneratedEmbeddings<Embedding<float>> embeddings = await Generator(client).GenerateAsync(["hello world", "world hello", "hello world"], cancellationToken: Tests.Token);
        Diagnostic answer = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask("Hello"), null, Tests.Token));
        Diagnostic size = await Tests.DiagnosticOf(() => client.GetService<IPromptSizes>()!.CountTokensAsync(Tests.Ask("Hello"), null, Tests.Token).AsTask());

        Dot(embeddings[0], embeddings[2]).Should().BeApproximately(1, 1e-5);
        Dot(embeddings[0], embeddings[1]).Should().BeLessThan(0.9999);
        answer.Code.Should().Be(Diagnostics.BadModelFile.Code);
        answer.Message.Should().Contain("both directions").And.Contain(path);
        size.Should().Be(answer);
    }

    [Fact]
    public async Task Other_dimensions_than_there_are_are_refused()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => Generator(client).GenerateAsync(["x"], new EmbeddingGenerationOptions { Dimensions = 7 }, Tests.Token));

        diagnostic.Message.Should().Contain("64 dimensions, not 7");
    }

    private static IEmbeddingGenerator<string, Embedding<float>> Generator(LlamaChatClient client) =>
        (IEmbeddingGenerator<string, Embedding<float>>)client.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>))!;

    private static double Dot(Embedding<float> left, Embedding<float> right) =>
        left.Vector.ToArray().Zip(right.Vector.ToArray(), (l, r) => (double)l * r).Sum();

    /// <summary>A provider of a client that is there already.</summary>
    private sealed class Given(IChatClient client) : IModelProvider
    {
        public string Name => "Given";

        public IReadOnlyCollection<string> KnownMetadata => [];

        public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics)
        {
        }

        public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => new(new ModelIdentity { Key = "given" });

        public ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken) => new(client);

        public int Concurrency(ModelSpec model) => 1;
    }
}
