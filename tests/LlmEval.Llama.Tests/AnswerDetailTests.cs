using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

/// <summary>What an answer carries beside its text.</summary>
public sealed class AnswerDetailTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Log_probabilities_come_when_asked_for_one_a_token()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));
        ChatOptions options = new() { MaxOutputTokens = 20 };

        ChatResponse plain = await client.GetResponseAsync(Tests.Ask("Hello"), options, Tests.Token);
        ChatResponse asked = await client.GetResponseAsync(Tests.Ask("Hello"), Tests.WithLogprobs(options), Tests.Token);

        plain.AdditionalProperties!.Should().NotContainKey(LiveModel.LogprobsProperty);
        asked.Text.Should().Be(plain.Text);
        IReadOnlyList<TokenLogprob> tokens = Tests.Logprobs(asked);
        tokens.Should().HaveCount(20);
        tokens.Should().OnlyContain(t => t.Logprob < 0 && t.Logprob > -20);
    }

    [Fact]
    public async Task They_are_those_of_the_model_and_not_of_the_sampler()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Slots", "1")));

        // Whatever the temperature draws, a first token has one probability (two tokens may have one text: a letter and its byte); together they are at most 1.
        Dictionary<string, HashSet<double>> first = [];
        for (int seed = 0; seed < 40; seed++)
        {
            float temperature = seed % 2 == 0 ? 1f : 3f;
            ChatResponse response = await client.GetResponseAsync(
                Tests.Ask("Hello"), Tests.WithLogprobs(new ChatOptions { MaxOutputTokens = 1, Temperature = temperature, Seed = seed }), Tests.Token);
            foreach (TokenLogprob token in Tests.Logprobs(response).Where(t => t.Token is { Length: > 0 } and not "\uFFFD"))
            {
                if (!first.TryGetValue(token.Token, out HashSet<double>? values)) { first[token.Token] = values = []; }

                values.Add(Math.Round(token.Logprob, 5));
            }
        }

        first.Should().HaveCountGreaterThan(5);
        first.Values.Should().OnlyContain(v => v.Count <= 2);
        first.Values.Sum(v => v.Sum(Math.Exp)).Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_greedy_token_is_the_most_likely_one()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder), ("Slots", "1")));

        double greedy = Tests.Logprobs(await client.GetResponseAsync(Tests.Ask("Hello"), Tests.WithLogprobs(new ChatOptions { MaxOutputTokens = 1 }), Tests.Token))[0].Logprob;

        for (int seed = 0; seed < 20; seed++)
        {
            ChatResponse drawn = await client.GetResponseAsync(
                Tests.Ask("Hello"), Tests.WithLogprobs(new ChatOptions { MaxOutputTokens = 1, Temperature = 2, Seed = seed }), Tests.Token);
            foreach (TokenLogprob token in Tests.Logprobs(drawn)) { token.Logprob.Should().BeLessThanOrEqualTo(greedy + 1e-5); }
        }
    }

    [Fact]
    public async Task The_tokens_are_the_answer_and_a_stop_text_is_none_of_them()
    {
        string model = Path.Combine(Tests.Repository, "examples", "TicketTriage", "models", "triage-q8_0.gguf");
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(model));
        ChatOptions options = new() { MaxOutputTokens = 60, StopSequences = ["priority"] };

        ChatResponse response = await client.GetResponseAsync(Tests.Ask("My invoice is wrong"), Tests.WithLogprobs(options), Tests.Token);

        response.Text.Should().NotBeEmpty();
        string whole = string.Concat(Tests.Logprobs(response).Select(t => t.Token));
        whole.Should().StartWith(response.Text);
        Tests.Logprobs(response).Should().HaveCountLessThanOrEqualTo((int)response.Usage!.OutputTokenCount!);
    }

    [Fact]
    public async Task The_first_token_comes_before_the_last()
    {
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, Tests.Model(Tests.TinyModelIn(_folder)));

        ChatResponse one = await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 1 }, Tests.Token);
        ChatResponse many = await client.GetResponseAsync(Tests.Ask("Hello"), new ChatOptions { MaxOutputTokens = 200 }, Tests.Token);

        foreach (ChatResponse response in (ChatResponse[])[one, many])
        {
            TimeSpan first = response.AdditionalProperties![LiveModel.FirstTokenProperty].Should().BeOfType<TimeSpan>().Which;
            first.Should().BePositive().And.BeLessThanOrEqualTo((TimeSpan)response.AdditionalProperties[LiveModel.LatencyProperty]!);
        }

        many.AdditionalProperties![LiveModel.FirstTokenProperty].Should().NotBe(many.AdditionalProperties[LiveModel.LatencyProperty]);
    }
}
