using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>
/// An OpenAI-compatible server that costs next to nothing: each request for a chat completion about <c>number N</c> is answered with a
/// short JSON text about <c>item-N</c>. It speaks just enough of HTTP/1.1, so that what is measured is the client. It runs in a process of
/// its own and ends with its standard input.
/// </summary>
internal sealed class AnswerServer : IDisposable
{
    /// <summary>What starts it, as the program's first argument; the second is the latency in milliseconds.</summary>
    public const string Verb = "answer-server";

    private const int MostConnections = 1024;
    private const int LongestRequest = 1 << 20;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly TimeSpan _latency;
    private long _served;
    private long _ticks;
    private int _inFlight;
    private int _most;

    private AnswerServer(TimeSpan latency) => _latency = latency;

    /// <summary>Serves until the standard input ends, then tells how many it served, how many at once, its CPU time in seconds, and how long an answer took it on average, in milliseconds.</summary>
    public static async Task RunAsync(int latencyMilliseconds)
    {
        using AnswerServer server = new(TimeSpan.FromMilliseconds(latencyMilliseconds));
        server._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server._listener.Listen(MostConnections);
        Console.WriteLine(((IPEndPoint)server._listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture));
        _ = server.AcceptAsync();
        await Console.In.ReadToEndAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server._served} {server._most} {Environment.CpuUsage.TotalTime.TotalSeconds:0.00} {new TimeSpan(server._ticks / Math.Max(1, server._served)).TotalMilliseconds:0.00}"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _places.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            await _places.WaitAsync();
            Socket connection = await _listener.AcceptAsync();
            connection.NoDelay = true;
            _ = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        byte[] buffer = new byte[8192], answer = new byte[1024];
        int held = 0;
        try
        {
            while (true)
            {
                int length = RequestLength(buffer.AsSpan(0, held), out int body);
                if (length < 0 || length > held)
                {
                    if (held == buffer.Length) { Array.Resize(ref buffer, buffer.Length * 2); }

                    int read = held >= LongestRequest ? 0 : await connection.ReceiveAsync(buffer.AsMemory(held));
                    if (read == 0) { return; }

                    held += read;
                    continue;
                }

                int now = Interlocked.Increment(ref _inFlight);
                for (int most = _most; now > most; most = _most) { Interlocked.CompareExchange(ref _most, now, most); }

                long came = Stopwatch.GetTimestamp();
                // Timers count whole milliseconds and are late by one and a little; what an answer really took is told at the end.
                if (_latency > TimeSpan.Zero) { await Task.Delay(_latency - TimeSpan.FromMilliseconds(1)); }

                int size = Answer(buffer.AsSpan(body, length - body), answer);
                buffer.AsSpan(length, held - length).CopyTo(buffer);
                held -= length;
                Interlocked.Decrement(ref _inFlight);
                Interlocked.Increment(ref _served);
                Interlocked.Add(ref _ticks, Stopwatch.GetElapsedTime(came).Ticks);
                for (int sent = 0; sent < size;) { sent += await connection.SendAsync(answer.AsMemory(sent, size - sent)); }
            }
        }
        catch (SocketException)
        {
            // The client went away: its own affair.
        }
        finally
        {
            connection.Dispose();
            _places.Release();
        }
    }

    /// <summary>Length of the first whole request, head and body; -1 while its head is not there.</summary>
    private static int RequestLength(ReadOnlySpan<byte> bytes, out int body)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        body = end + 4;
        if (end < 0) { return -1; }

        ReadOnlySpan<byte> head = bytes[..body];
        for (int at = head.IndexOf((byte)'\n') + 1; at < end; at += head[at..].IndexOf((byte)'\n') + 1)
        {
            ReadOnlySpan<byte> line = head[at..];
            if (line.Length > 15 && Ascii.EqualsIgnoreCase(line[..15], "content-length:"u8)
                && Utf8Parser.TryParse(line[15..].TrimStart((byte)' '), out int length, out _)) { return body + length; }
        }

        return body;
    }

    private static int Answer(ReadOnlySpan<byte> request, Span<byte> answer)
    {
        int at = request.IndexOf("number "u8);
        int number = at >= 0 && Utf8Parser.TryParse(request[(at + 7)..], out int asked, out _) ? asked : 0;
        Span<byte> body = stackalloc byte[512];
        System.Text.Unicode.Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$$"""
            {"id":"chatcmpl-{{{number}}}","object":"chat.completion","created":1700000000,"model":"mock-model","choices":[{"index":0,"message":{"role":"assistant","content":"{\"answer\": \"item-{{{number}}}\", \"note\": \"the same reply each time\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":16,"total_tokens":36}}
            """, out int length);
        System.Text.Unicode.Utf8.TryWrite(answer, CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n", out int head);
        body[..length].CopyTo(answer[head..]);
        return head + length;
    }
}
