using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Tests.Servers;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Scheduling;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After: 7", 7d)]
    [InlineData("Retry-After: 1.5", 1.5)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:04:15 GMT", 10d)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:00:00 GMT", 0d)]
    [InlineData("retry-after-ms: 250|Retry-After: 9", 0.25)]
    [InlineData("x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 6m0s", 360d)]
    [InlineData("x-ratelimit-remaining-tokens: 0|x-ratelimit-reset-tokens: 20ms", 0.02)]
    [InlineData("x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 1s|x-ratelimit-remaining-tokens: 0|x-ratelimit-reset-tokens: 4s", 4d)]
    [InlineData("anthropic-ratelimit-requests-remaining: 0|anthropic-ratelimit-requests-reset: 2026-01-02T03:04:35Z", 30d)]
    [InlineData("X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323047000", 2d)]
    [InlineData("X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323048", 3d)]
    [InlineData("X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323047000000", 2d)]
    [InlineData("X-RateLimit-Remaining: 0|X-RateLimit-Reset: 1767323047000000000", 2d)]
    [InlineData("X-RateLimit-Remaining: 0|X-RateLimit-Reset: NaN", null)]
    [InlineData("Retry-After: NaN", null)]
    [InlineData("Retry-After: Infinity", null)]
    [InlineData("x-ratelimit-remaining-requests: 5|x-ratelimit-reset-requests: 6m0s", null)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("X-Other: 1", null)]
    public void What_a_server_asks_to_wait_is_understood(string headers, double? seconds)
    {
        using HttpResponseMessage response = new();
        foreach (string header in headers.Split('|'))
        {
            string[] parts = header.Split(": ", 2);
            response.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }

        RateLimitHeaders.Wait(response.Headers, s_now)?.TotalSeconds.Should().Be(seconds);
        (RateLimitHeaders.Wait(response.Headers, s_now) is null).Should().Be(seconds is null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_After_is_honoured_in_seconds_and_as_a_date(bool asDate)
    {
        ConcurrentQueue<long> arrivals = new();
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
        {
            arrivals.Enqueue(Stopwatch.GetTimestamp());
            string wait = asDate ? DateTimeOffset.UtcNow.AddSeconds(2).ToString("R", CultureInfo.InvariantCulture) : "1";
            return r.Number == 1 ? c.Status(429, "{}", ("Retry-After", wait)) : c.Ok(Answers.Chat("Hello"));
        });
        using IChatClient client = await Sut.ClientAsync(server.Address);

        (await client.AskAsync()).Text.Should().Be("Hello");

        // A date has whole seconds: two seconds from now are at least one.
        long[] times = [.. arrivals];
        times.Should().HaveCount(2);
        Stopwatch.GetElapsedTime(times[0], times[1]).Should().BeGreaterThan(TimeSpan.FromSeconds(0.95));
    }

    [Fact]
    public async Task While_one_is_told_to_wait_all_wait()
    {
        ConcurrentQueue<(int Number, long Time)> arrivals = new();
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
        {
            arrivals.Enqueue((r.Number, Stopwatch.GetTimestamp()));
            return r.Number == 1 ? c.Status(429, "{}", ("retry-after-ms", "800")) : c.Ok(Answers.Chat("Hello"));
        });
        using IChatClient client = await Sut.ClientAsync(server.Address, more: ("MaxConcurrency", "1"));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.AskAsync()));

        (int Number, long Time)[] seen = [.. arrivals.OrderBy(a => a.Number)];
        seen.Should().HaveCount(6);
        Stopwatch.GetElapsedTime(seen[0].Time, seen[1].Time).Should().BeGreaterThan(TimeSpan.FromSeconds(0.75));
    }

    [Fact]
    public async Task A_wait_longer_than_anybody_waits_is_trouble_at_once()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Status(429, """{"error":{"message":"tomorrow"}}""", ("Retry-After", "86400")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>().WithMessage("*429*tomorrow*");
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_storm_of_429_is_ridden_out()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Number <= 60 ? c.Status(429) : c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address, more: ("MaxConcurrency", "16"));

        ChatResponse[] all = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.AskAsync()));

        all.Should().OnlyContain(r => r.Text == "Hello");
        server.Requests.Should().HaveCount(100, "every refusal costs one more request and no more");
    }

    [Fact]
    public async Task A_server_that_bears_little_is_asked_little()
    {
        int inFlight = 0;
        int turnedAway = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, _) =>
        {
            try
            {
                if (Interlocked.Increment(ref inFlight) > 3)
                {
                    Interlocked.Increment(ref turnedAway);
                    await c.Status(429);
                    return;
                }

                await Task.Delay(10);
                await c.Ok(Answers.Chat("Hello"));
            }
            finally
            {
                Interlocked.Decrement(ref inFlight);
            }
        });
        using IChatClient client = await Sut.ClientAsync(server.Address, more: ("MaxConcurrency", "32"));

        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => client.AskAsync()));

        turnedAway.Should().BeLessThan(300, "it learns what the server bears, instead of being turned away each time");
    }

    [Fact]
    public async Task No_more_are_in_flight_than_the_item_says()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, _) =>
        {
            await Task.Delay(20);
            await c.Ok(Answers.Chat("Hello"));
        });
        using IChatClient client = await Sut.ClientAsync(server.Address, more: ("MaxConcurrency", "3"));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.AskAsync()));

        server.MostAtOnce.Should().Be(3);
    }
}
