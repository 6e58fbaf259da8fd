using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

public sealed class PromptSizesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_prompt_is_counted_as_the_model_reads_it()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("ContextSize", "256")));
        IPromptSizes sizes = client.GetService<IPromptSizes>()!;

        ChatResponse response = await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 1 }, Tests.Token);

        (await sizes.CountTokensAsync(Tests.Ask("Hello"), null, Tests.Token)).Should().Be((int)response.Usage!.InputTokenCount!);
        sizes.ContextSize.Should().Be(256);
    }

    [Fact]
    public async Task Many_at_once_each_get_their_own_number_and_too_long_ones_are_numbers_too()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("ContextSize", "64")));
        IPromptSizes sizes = client.GetService<IPromptSizes>()!;
        int empty = await sizes.CountTokensAsync(Tests.Ask(string.Empty), null, Tests.Token);

        int[] counts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => sizes.CountTokensAsync(Tests.Ask(new string('a', i)), null, Tests.Token).AsTask()));

        counts.Should().Equal(Enumerable.Range(0, 1000).Select(i => empty + i));
    }

    [Fact]
    public async Task Counting_goes_on_beside_an_answer()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Slots", "1")));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        Task<ChatResponse> answer = client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 2000 }, end.Token);

        int count = await client.GetService<IPromptSizes>()!.CountTokensAsync(Tests.Ask("Hello"), null, Tests.Token);

        count.Should().BePositive();
        answer.IsCompleted.Should().BeFalse("two thousand tokens take longer than counting");
        await end.CancelAsync();
        await answer.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task What_a_request_would_refuse_counting_refuses()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        IPromptSizes sizes = client.GetService<IPromptSizes>()!;

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => sizes.CountTokensAsync([new ChatMessage(ChatRole.Tool, "x")], null, Tests.Token).AsTask());

        diagnostic.Code.Should().Be(Diagnostics.BadValue.Code);
    }
}
