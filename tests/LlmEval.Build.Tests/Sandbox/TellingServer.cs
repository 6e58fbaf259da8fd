using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>A server on loopback that answers chat completions with whatever key it was sent, or refuses it and says which it was.</summary>
internal sealed class TellingServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private int _asked;

    public TellingServer()
    {
        // Port 0 is not for this listener: a port that was free a moment ago will do.
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        Address = FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _loop = LoopAsync();
    }

    public string Address { get; }

    /// <summary>Whether keys are refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>What it was signed in to with, last.</summary>
    public string? LastKey { get; private set; }

    public int Asked => _asked;

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true) { await AnswerAsync(await _listener.GetContextAsync()); }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Interlocked.Increment(ref _asked);
        LastKey = context.Request.Headers["Authorization"];
        byte[] body = Encoding.UTF8.GetBytes(Refuses
            ? $$"""{"error":{"message":"oops: {{LastKey}}","code":"invalid_api_key"} }"""
            : $$"""{"model":"m","choices":[{"message":{"content":"Hello {{LastKey}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1} }""");
        context.Response.StatusCode = Refuses ? 401 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}
