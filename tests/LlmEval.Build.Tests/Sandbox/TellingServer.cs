using System.Net;
using System.Text;
using LlmEval.Tests.Shared;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>A server on loopback that answers chat completions with whatever key it was sent, or refuses it and says which it was.</summary>
internal sealed class TellingServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _loop;
    private int _asked;

    public TellingServer()
    {
        (_listener, int port) = LoopbackListener.Start();
        Address = FormattableString.Invariant($"http://127.0.0.1:{port}/");
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
