using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Scheduling;

public sealed class FaultTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_fault_that_passes_is_tried_again(int status)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Number < 3 ? c.Error(status, "busy") : c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        (await client.AskAsync()).Text.Should().Be("Hello");
        server.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_fault_that_stays_is_trouble_after_a_bounded_number_of_tries()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Error(500, "no luck"));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*500*no luck*");
        server.Requests.Should().HaveCount(1 + Sut.Fast.Transient);
    }

    [Fact]
    public async Task Nothing_is_tried_again_when_the_total_time_is_over()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Error(500, "no luck"));
        using IChatClient client = await Sut.ClientAsync(server.Address, retries: Sut.Fast with { Total = TimeSpan.Zero });

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>();
        server.Requests.Should().ContainSingle();
    }

    public static TheoryData<string> Broken => [.. Faults.Broken];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_is_no_whole_answer_is_tried_again_and_then_trouble(string fault)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Break(fault));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>();
        server.Requests.Should().HaveCount(1 + Sut.Fast.Transient);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_whole_answer_after_a_broken_one_is_the_answer(string fault)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Number == 1 ? c.Break(fault) : c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        (await client.AskAsync()).Text.Should().Be("Hello");
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    public async Task A_long_answer_is_read_whole_whether_its_length_is_said_or_not(int length, bool isSaid)
    {
        string text = new('x', length);
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) =>
        {
            string body = Answers.Chat(text);
            if (isSaid) { c.Response.ContentLength = body.Length; }

            return c.Ok(body);
        });
        using IChatClient client = await Sut.ClientAsync(server.Address);

        (await client.AskAsync()).Text.Should().Be(text);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Flood());
        using IChatClient client = await Sut.ClientAsync(server.Address, retries: Sut.Fast with { LongestBody = 1 << 20 });

        (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*longer than any answer*");
    }

    [Fact]
    public async Task No_answer_in_time_is_trouble()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => Task.Delay(Timeout.Infinite, c.RequestAborted));
        using IChatClient client = await Sut.ClientAsync(server.Address, retries: Sut.Fast with { Transient = 1 }, more: ("Timeout", "150ms"));

        (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*no answer within 0.15 s*");
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_slow_drip_is_cut_at_the_time_limit()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Drip(TimeSpan.FromMilliseconds(20)));
        using IChatClient client = await Sut.ClientAsync(server.Address, retries: Sut.Fast with { Transient = 1 }, more: ("Timeout", "200ms"));

        (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*no answer within*");
    }

    [Fact]
    public async Task Who_gives_up_is_obeyed_at_once()
    {
        using CancellationTokenSource source = new();
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, _) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, c.RequestAborted);
        });
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.Awaiting(c => c.GetResponseAsync([new(ChatRole.User, "x")], cancellationToken: source.Token)).Should().ThrowAsync<OperationCanceledException>();
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task The_latency_is_that_of_the_successful_attempt_alone()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, r) =>
        {
            if (r.Number == 1)
            {
                await Task.Delay(1500);
                await c.Status(429, "{}", ("Retry-After", "1"));
            }
            else { await c.Ok(Answers.Chat("Hello")); }
        });
        using IChatClient client = await Sut.ClientAsync(server.Address);

        long started = Stopwatch.GetTimestamp();
        ChatResponse response = await client.AskAsync();

        TimeSpan whole = Stopwatch.GetElapsedTime(started);
        ((TimeSpan)response.AdditionalProperties![LiveModel.LatencyProperty]!).Should().BePositive().And.BeLessThan(whole - TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(401, "Incorrect API key provided", "*TEST_KEY*")]
    [InlineData(403, "Not allowed", "*TEST_KEY*right to use 'gpt-x'*")]
    [InlineData(404, "The model does not exist", "*does not know the model 'gpt-x'*Correct Model or Endpoint*")]
    [InlineData(402, "Pay", "*Add credit*")]
    [InlineData(301, "", "*redirects*final address*")]
    public async Task A_refusal_ends_the_run_with_the_mend(int status, string message, string expected)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Error(status, message, "x", ("Location", "http://127.0.0.1:1/")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        Diagnostic told = (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage(expected)).Which.Diagnostic;
        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>();

        told.Code.Should().Be("LLM3018");
        told.Location.Should().Be(new Location("/project.csproj", 7));
        server.Requests.Should().ContainSingle("an endpoint that refuses is not asked again");
    }

    [Theory]
    [InlineData(429, "insufficient_quota", "You exceeded your current quota", "*quota*")]
    [InlineData(400, "model_not_found", "no such model", "*Correct Model*")]
    [InlineData(400, "unsupported_parameter", "Unsupported parameter: 'top_k'", "*top_k*correct, the parameter*")]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low", "*credit*")]
    public async Task A_code_that_speaks_of_every_request_ends_the_run(int status, string code, string message, string expected)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Error(status, message, code));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage(expected);
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_request_that_is_rejected_alone_is_trouble_of_its_own()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Body.Contains("long", StringComparison.Ordinal)
            ? c.Error(400, "too many tokens", "context_length_exceeded") : c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address);
        await client.AskAsync();

        for (int i = 0; i < 5; i++) { await client.Awaiting(c => c.AskAsync("long")).Should().ThrowAsync<EndpointTroubleException>().WithMessage("*too many tokens*"); }

        (await client.AskAsync()).Text.Should().Be("Hello");
        server.Requests.Should().HaveCount(7, "what is wrong with a request is not mended by asking again");
    }

    [Theory]
    [InlineData("half a letter", """{"error":{"message":"input is too long: \ud83d"}}""")]
    [InlineData("half a letter in a name", """{"error":{"\ud83d":1}}""")]
    [InlineData("another encoding", "{\"error\":{\"message\":\"zu gro\u00df\"}}")]
    public async Task An_error_whose_words_cannot_be_read_is_an_error_all_the_same(string what, string body)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, r) =>
        {
            if (!r.Body.Contains("long", StringComparison.Ordinal))
            {
                await c.Ok(Answers.Chat("Hello"));
                return;
            }

            c.Response.StatusCode = 400;
            await c.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(body), TestContext.Current.CancellationToken);
        });
        using IChatClient client = await Sut.ClientAsync(server.Address);
        await client.AskAsync();

        await client.Awaiting(c => c.AskAsync("long")).Should().ThrowAsync<EndpointTroubleException>(what).WithMessage("*answered 400*");
    }

    [Fact]
    public async Task Rejections_without_a_single_success_end_the_run()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Error(400, "Unrecognized request argument supplied: top_k", "x"));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>();
        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>();
        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage("*top_k*");
    }

    [Fact]
    public async Task A_refused_connection_ends_the_run_soon()
    {
        using IChatClient client = await Sut.ClientAsync($"http://127.0.0.1:{FreePort().Text()}", retries: RetrySettings.Default);

        await WithinAsync(s_soon, async () =>
            (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage("*connection is refused*Start the server*"))
            .Which.Diagnostic.Code.Should().Be("LLM3018"));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_ends_the_run_soon()
    {
        using IChatClient client = await Sut.ClientAsync("http://no-such-host.invalid/v1", retries: RetrySettings.Default);

        await WithinAsync(s_soon, async () => await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage("*correct Endpoint*"));
    }

    [Fact]
    public async Task A_server_that_speaks_no_tls_is_no_secure_connection()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok("{}"));
        using IChatClient client = await Sut.ClientAsync(server.Address.Replace("http:", "https:", StringComparison.Ordinal));

        await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage("*no secure connection*");
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_ends_the_run_soon()
    {
        LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address, retries: RetrySettings.Default);
        await client.AskAsync();
        await server.DisposeAsync();

        await WithinAsync(TimeSpan.FromSeconds(10), async () => await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<LlmEvalException>().WithMessage("*gone away*"));
    }

    [Fact]
    public async Task A_server_that_comes_back_goes_unnoticed()
    {
        LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        int port = new Uri(server.Address).Port;
        using IChatClient client = await Sut.ClientAsync(server.Address, retries: RetrySettings.Default);
        await client.AskAsync();
        await server.DisposeAsync();
        Task<ChatResponse> asked = client.AskAsync();

        await using LoopbackServer again = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello again")), port);

        (await asked).Text.Should().Be("Hello again");
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, _) => c.Ok(Answers.Chat("Hello")));
        using IChatClient client = await Sut.ClientAsync(server.Address);

        for (int i = 0; i < 20; i++) { await client.AskAsync(); }

        server.Requests.Select(r => r.Connection).Distinct().Should().ContainSingle();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A promise to the user, wide enough for a busy machine: five seconds.</summary>
    private static Task WithinAsync(TimeSpan span, Func<Task> work) => work().WaitAsync(span);
}
