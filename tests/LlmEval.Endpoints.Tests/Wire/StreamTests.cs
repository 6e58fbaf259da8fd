using System.Text;
using System.Text.Json;
using LlmEval.Endpoints.Scheduling;
using LlmEval.Endpoints.Tests.Servers;
using LlmEval.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmEval.Endpoints.Tests.Wire;

public sealed class StreamTests
{
    public static TheoryData<string> Formats => [.. Streams.Formats];

    public static TheoryData<string, int> Blocks
    {
        get
        {
            TheoryData<string, int> all = [];
            foreach (string format in Streams.Formats)
            {
                foreach (int block in (int[])[1, 7, int.MaxValue]) { all.Add(format, block); }
            }

            return all;
        }
    }

    private static Task<IChatClient> ClientAsync(LoopbackServer server, string format, RetrySettings? retries = null, string timeout = "1m", string stream = "true") =>
        ClientAsync(server, format, retries, ("Timeout", timeout), ("Stream", stream));

    private static Task<IChatClient> ClientAsync(LoopbackServer server, string format, RetrySettings? retries, params (string, string)[] more) => format == "responses"
        ? Sut.ClientAsync(server.Address, "OpenAI", retries, [("Api", "responses"), .. more])
        : Sut.ClientAsync(server.Address, format, retries, more);

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task An_answer_in_pieces_is_the_one_that_came_at_once(string format, int block)
    {
        byte[] body = Streams.Bytes(format, Streams.InPieces(format));
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => r.Body.Contains("\"stream\":true", StringComparison.Ordinal)
            ? c.Stream(format, body, block) : c.Ok(Streams.AtOnce(format)));
        using IChatClient streamed = await ClientAsync(server, format);
        using IChatClient whole = await ClientAsync(server, format, stream: "False");

        ChatResponse inPieces = await streamed.AskAsync();
        ChatResponse atOnce = await whole.AskAsync();

        TimeSpan first = inPieces.AdditionalProperties!.GetValueOrDefault(LiveModel.FirstTokenProperty).Should().BeOfType<TimeSpan>().Subject;
        first.Should().BeLessThanOrEqualTo((TimeSpan)inPieces.AdditionalProperties![LiveModel.LatencyProperty]!);
        atOnce.AdditionalProperties!.Should().NotContainKey(LiveModel.FirstTokenProperty);
        Plain(inPieces).Should().Be(Plain(atOnce)).And.Contain("get_order").And.Contain("Ann");
        inPieces.Calls().Should().Equal(atOnce.Calls());
        inPieces.Logprobs().Should().BeEquivalentTo(atOnce.Logprobs());
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_usage_is_asked_for_and_nothing_is_streamed_unasked()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Ok(Answers.Chat("Hello")));
        using IChatClient streamed = await ClientAsync(server, "OpenAI");
        using IChatClient whole = await Sut.ClientAsync(server.Address);

        (await streamed.AskAsync()).Text.Should().Be("Hello", "a server that does not stream answers all the same");
        await whole.AskAsync();

        server.Requests[0].Body.Should().EndWith("""
            "stream":true,"stream_options":{"include_usage":true}}
            """.Trim());
        server.Requests[1].Body.Should().NotContain("stream");
    }

    public static TheoryData<string, string> Broken
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string format in Streams.Formats)
            {
                foreach (string fault in (string[])["cut", "ended", "half a piece", "no pieces", "no json", "error"]) { all.Add(format, fault); }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Half_a_stream_is_trouble_and_a_whole_one_after_it_the_answer(string format, string fault)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
            r.Number <= 3 ? Break(c, format, fault) : c.Stream(format, Streams.Bytes(format, Streams.InPieces(format))));
        using IChatClient patient = await ClientAsync(server, format);
        using IChatClient impatient = await ClientAsync(server, format, Sut.Fast with { Transient = 1 });

        await impatient.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>();
        (await patient.AskAsync()).Text.Should().Be("Grüße, Ann");
        server.Requests.Should().HaveCount(4);
    }

    private static async Task Break(HttpContext context, string format, string fault)
    {
        string[] pieces = Streams.InPieces(format);
        string[] most = pieces[..(format.EndsWith("OpenAI", StringComparison.Ordinal) ? ^3 : ^1)];
        byte[] body = fault switch
        {
            "cut" or "ended" => Streams.Bytes(format, most),
            "half a piece" => [.. Streams.Bytes(format, most), .. Encoding.UTF8.GetBytes(pieces[^1][..20])],
            "no pieces" => [],
            "no json" => Streams.Bytes(format, [format == "Ollama" ? "Hello" : "data: Hello"]),
            _ => Streams.Bytes(format, [.. most, Error(format, "server_error")]),
        };
        await context.Stream(format, body);
        if (fault == "cut") { context.Abort(); }
    }

    private static string Error(string format, string code) => format switch
    {
        "Ollama" => $$"""{"error":"an error was encountered while running the model: {{code}}"}""",
        "responses" => $$"""event: error\ndata: {"type":"error","code":"{{code}}","message":"oops","param":null,"sequence_number":1}""",
        "Anthropic" => $$"""event: error\ndata: {"type":"error","error":{"type":"{{code}}","message":"oops"} }""",
        _ => $$"""data: {"error":{"message":"oops","type":"x","code":"{{code}}"} }""",
    };

    [Theory]
    [InlineData("OpenAI", "rate_limit_exceeded")]
    [InlineData("responses", "rate_limit_exceeded")]
    [InlineData("Anthropic", "overloaded_error")]
    public async Task Too_many_requests_inside_of_a_stream_are_waited_for(string format, string code)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) =>
            c.Stream(format, Streams.Bytes(format, r.Number <= 8 ? [Error(format, code)] : Streams.InPieces(format))));
        using IChatClient client = await ClientAsync(server, format, Sut.Fast with { Transient = 1 });

        (await client.AskAsync()).Text.Should().Be("Grüße, Ann");
        server.Requests.Should().HaveCount(9);
    }

    [Fact]
    public async Task A_failed_response_is_trouble_with_the_server_s_words_and_without_the_key()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((c, r) => c.Stream("responses", Streams.Bytes("responses",
            [$$"""data: {"type":"response.failed","response":{"status":"failed","output":[],"error":{"code":"server_error","message":"oops {{Sut.Key}}"} } }"""])));
        using IChatClient client = await ClientAsync(server, "responses", Sut.Fast with { Transient = 1 });

        (await client.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*oops ****").Which.Message.Should().NotContain(Sut.Key);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_slow_drip_is_cut_at_the_time_limit_and_an_endless_one_at_the_size(string format)
    {
        byte[] piece = Streams.Bytes(format, [format.EndsWith("OpenAI", StringComparison.Ordinal) ? Streams.InPieces(format)[2] : Streams.InPieces(format)[0]]);
        bool isFast = false;
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, r) =>
        {
            try
            {
                while (!c.RequestAborted.IsCancellationRequested)
                {
                    await c.Stream(format, piece);
                    if (!isFast) { await Task.Delay(20, c.RequestAborted); }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException) { c.Abort(); }
        });
        using IChatClient slow = await ClientAsync(server, format, Sut.Fast with { Transient = 1 }, timeout: "200ms");
        using IChatClient endless = await ClientAsync(server, format, Sut.Fast with { LongestBody = 1 << 18 });

        (await slow.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*no answer within 0.2 s*");
        isFast = true;
        (await endless.Awaiting(c => c.AskAsync()).Should().ThrowAsync<EndpointTroubleException>()).WithMessage("*longer than any answer*");
        server.Requests.Should().HaveCount(3, "what is too long is not asked for again");
    }

    [Fact]
    public async Task The_first_token_is_timed_when_it_comes_and_not_at_the_end()
    {
        Clock clock = new();
        string[] pieces = Streams.InPieces("OpenAI");
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (c, _) =>
        {
            Task asked = clock.AskedAsync();
            await c.Stream("OpenAI", Streams.Bytes("OpenAI", pieces[..5]));
            await asked.WaitAsync(TimeSpan.FromSeconds(30), c.RequestAborted);
            clock.Pass(TimeSpan.FromHours(1));
            await c.Stream("OpenAI", Streams.Bytes("OpenAI", pieces[5..]));
        });
        using IChatClient client = await Sut.Provider("OpenAI").StartAsync(
            Sut.Spec("OpenAI", ("Endpoint", server.Address), ("Model", "m"), ("Stream", "true")), Sut.Context with { Time = clock }, TestContext.Current.CancellationToken);

        ChatResponse response = await client.AskAsync();

        response.AdditionalProperties![LiveModel.FirstTokenProperty].Should().Be(TimeSpan.Zero);
        response.AdditionalProperties![LiveModel.LatencyProperty].Should().Be(TimeSpan.FromHours(1));
    }

    /// <summary>Stands still until it is told otherwise, and tells when it is looked at.</summary>
    private sealed class Clock : TimeProvider
    {
        private TaskCompletionSource? _asked;
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            Volatile.Read(ref _asked)?.TrySetResult();
            return Interlocked.Read(ref _now);
        }

        public void Pass(TimeSpan span) => Interlocked.Add(ref _now, span.Ticks);

        public Task AskedAsync()
        {
            TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _asked, asked);
            return asked.Task;
        }
    }

    [Fact]
    public void Whether_answers_come_in_pieces_is_yes_or_no()
    {
        Sut.Validate("OpenAI", ("Model", "m"), ("Stream", "maybe")).Should().ContainSingle().Which.Message.Should().Contain("Stream");
        foreach (string provider in (string[])["OpenAI", "Anthropic", "Ollama"]) { Sut.Validate(provider, ("Model", "m"), ("Stream", "true")).Should().BeEmpty(); }
    }

    private static string Plain(ChatResponse response) => JsonSerializer.Serialize(
        new
        {
            response.Text,
            Thoughts = response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(t => t.Text),
            Kinds = response.Messages.SelectMany(m => m.Contents).Select(c => c.GetType().Name),
            response.ResponseId,
            response.ModelId,
            Finish = response.FinishReason?.Value,
            response.Usage,
            Calls = response.Calls(),
            Others = response.AdditionalProperties!.Where(p => p.Key is not (LiveModel.LatencyProperty or LiveModel.FirstTokenProperty or LiveModel.LogprobsProperty))
                .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"),
        });
}
