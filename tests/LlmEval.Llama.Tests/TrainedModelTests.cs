using System.Text.Json;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Llama.Tests;

/// <summary>On the trained model of the repository's example: real answers, however requests are put together.</summary>
public sealed class TrainedModelTests : IDisposable
{
    private const int Tickets = 48;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, false)]
    [InlineData(16, false)]
    [InlineData(16, true)]
    [InlineData(32, true)]
    public async Task Neighbours_and_order_do_not_change_an_answer(int slots, bool reversed)
    {
        IReadOnlyList<(string Ticket, string Category)> tickets = Read();
        string[] alone = await AnswersAsync(1, tickets.Select(t => t.Ticket));

        string[] together = await AnswersAsync(slots, reversed ? tickets.Select(t => t.Ticket).Reverse() : tickets.Select(t => t.Ticket));

        (reversed ? together.Reverse() : together).Should().Equal(alone);
        alone.Distinct().Should().HaveCountGreaterThan(Tickets / 2, "they are answers to the tickets");
    }

    [Fact]
    public async Task Most_answers_are_json_with_the_right_category()
    {
        IReadOnlyList<(string Ticket, string Category)> tickets = Read();

        string[] answers = await AnswersAsync(16, tickets.Select(t => t.Ticket));

        tickets.Zip(answers).Count(t => Category(t.Second) == t.First.Category).Should().BeGreaterThan(Tickets * 6 / 10);
    }

    private static string? Category(string answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.GetProperty("category").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Example(params string[] parts) => Path.Combine([Tests.Repository, "examples", "TicketTriage", .. parts]);

    private static IReadOnlyList<(string Ticket, string Category)> Read()
    {
        return [.. File.ReadLines(Example("evals", "tickets.jsonl")).Take(Tickets).Select(line =>
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return (document.RootElement.GetProperty("ticket").GetString()!, document.RootElement.GetProperty("expected").GetProperty("category").GetString()!);
        })];
    }

    private async Task<string[]> AnswersAsync(int slots, IEnumerable<string> tickets)
    {
        string system = File.ReadLines(Example("prompts", "triage.prompt.yml")).Select(l => l.Trim())
            .First(l => l.StartsWith("content: ", StringComparison.Ordinal))["content: ".Length..];
        ModelSpec model = Tests.Model(Example("models", "triage-q8_0.gguf"), ("Slots", FormattableString.Invariant($"{slots}")));
        await using LlamaChatClient client = await Tests.ClientAsync(_folder, model);
        ChatResponse[] responses = await Task.WhenAll(tickets.Select(t => client.GetResponseAsync(
            [new ChatMessage(ChatRole.System, system), new ChatMessage(ChatRole.User, t)],
            new ChatOptions { Temperature = 0, MaxOutputTokens = 96 }, Tests.Token)));
        return [.. responses.Select(r => r.Text)];
    }
}
