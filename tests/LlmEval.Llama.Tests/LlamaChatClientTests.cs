using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Probe;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

public sealed class LlamaChatClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Models_in_every_storage_answer(int type)
    {
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { Type = (GgufTensorType)type });
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(path, ("Slots", "2")));

        ChatResponse response = await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 5 }, Tests.Token);

        response.FinishReason.Should().Be(ChatFinishReason.Length);
        response.Usage!.OutputTokenCount.Should().Be(5);
        response.Usage.InputTokenCount.Should().BeGreaterThan(20);
        response.AdditionalProperties![LiveModel.LatencyProperty].Should().BeOfType<TimeSpan>().Which.Should().BePositive();
        response.AdditionalProperties["system_fingerprint"].Should().BeOfType<string>().Which.Should().Contain("slots 2").And.Contain("cpu");
    }

    [Fact]
    public async Task Greedy_answers_repeat()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        ChatOptions options = new() { MaxOutputTokens = 24 };

        string first = (await client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token)).Text;
        string second = (await client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token)).Text;
        string other = (await client.GetResponseAsync(Tests.Ask("Something else"), options, Tests.Token)).Text;

        second.Should().Be(first);
        other.Should().NotBe(first);
    }

    [Fact]
    public async Task A_seed_decides_the_answer()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));

        string[] texts = await Task.WhenAll(new long[] { 1, 1, 2, 3, 4 }.Select(async seed => (await client.GetResponseAsync(
            Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 24, Temperature = 1, TopK = 50, TopP = 0.95f, Seed = seed }, Tests.Token)).Text));

        texts[1].Should().Be(texts[0]);
        texts.Distinct().Should().HaveCount(4);
    }

    [Fact]
    public async Task The_most_likely_token_alone_is_greedy_at_any_temperature()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));

        string greedy = (await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 16, Temperature = 0 }, Tests.Token)).Text;
        string hot = (await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 16, Temperature = 5, TopK = 1, Seed = 9 }, Tests.Token)).Text;

        hot.Should().Be(greedy);
    }

    [Fact]
    public async Task A_stop_text_ends_the_answer_and_is_not_part_of_it()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        string whole = (await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 24, Temperature = 1, Seed = 5 }, Tests.Token)).Text;
        string stop = System.Text.RegularExpressions.Regex.Match(whole[2..], "[!-~]{3}").Value;
        stop.Should().HaveLength(3);

        ChatResponse response = await client.GetResponseAsync(
            Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 24, Temperature = 1, Seed = 5, StopSequences = [stop] }, Tests.Token);

        response.Text.Should().Be(whole[..whole.IndexOf(stop, StringComparison.Ordinal)]);
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Json_mode_writes_json_as_far_as_it_gets()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));

        ChatResponse response = await client.GetResponseAsync(
            Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 16, ResponseFormat = ChatResponseFormat.Json }, Tests.Token);

        response.Text.Should().MatchRegex("^\\{\\s*[\"}]");
    }

    [Fact]
    public async Task A_prompt_that_does_not_fit_is_named_with_both_numbers_and_the_next_one_is_answered()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("ContextSize", "128")));

        Diagnostic diagnostic = await Tests.DiagnosticOf(() => client.GetResponseAsync(Tests.Ask(new string('a', 400)), null, Tests.Token));
        ChatResponse next = await client.GetResponseAsync(Tests.Ask("Hello"), null, Tests.Token);

        diagnostic.Code.Should().Be(Diagnostics.PromptTooLong.Code);
        diagnostic.Location.Line.Should().Be(7);
        diagnostic.Message.Should().MatchRegex("prompt of 4\\d\\d tokens.*context of 128 tokens.*ContextSize");
        (next.Usage!.InputTokenCount + next.Usage.OutputTokenCount).Should().Be(128, "an answer without a limit ends with the context");
        next.FinishReason.Should().Be(ChatFinishReason.Length);
    }

    [Fact]
    public async Task A_cancelled_request_leaves_the_others_alone()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Slots", "3")));
        using CancellationTokenSource one = new();
        Task<ChatResponse> endless = client.GetResponseAsync(Tests.Ask("Endless"), new ChatOptions { MaxOutputTokens = 1900 }, one.Token);
        Task<ChatResponse>[] others = [.. Enumerable.Range(0, 8).Select(i => client.GetResponseAsync(Tests.Ask($"Number {i}"), new ChatOptions { MaxOutputTokens = 30 }, Tests.Token))];

        await others[0];
        await one.CancelAsync();

        await endless.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
        (await Task.WhenAll(others)).Should().OnlyContain(r => r.Usage!.OutputTokenCount == 30);
    }

    [Fact]
    public async Task More_requests_than_slots_are_all_answered_and_share_their_beginning()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Slots", "4"), ("BatchSize", "32")));
        string common = string.Join(' ', Enumerable.Repeat("the same words", 8));

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => client.GetResponseAsync(
            Tests.Ask($"{common} {i}"), new ChatOptions { MaxOutputTokens = 8 }, Tests.Token)));

        responses.Should().OnlyContain(r => r.Usage!.OutputTokenCount == 8);
        responses.Count(r => (int)r.AdditionalProperties!["shared_tokens"]! > 100).Should().BeGreaterThan(30);
    }

    [Fact]
    public async Task Requests_that_need_more_memory_than_there_is_wait_for_each_other()
    {
        // 48 slots of 2048 tokens want three times the cells that there are.
        string path = Tests.TinyModelIn(_folder, new TinyModelShape { ContextLength = 2048 });
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(path, ("Slots", "48")));

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 48).Select(i => client.GetResponseAsync(
            Tests.Ask($"{i} {new string((char)('a' + (i % 26)), 1500)}"), new ChatOptions { MaxOutputTokens = 3 }, Tests.Token)));

        responses.Should().OnlyContain(r => r.Usage!.OutputTokenCount == 3);
    }
}
