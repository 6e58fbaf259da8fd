using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LlmEval.Tests.Shared;

namespace LlmEval.Cli.Tests;

/// <summary>An OpenAI-compatible server on loopback whose answers never repeat; what it says can be changed under its name.</summary>
internal sealed class RemoteModel : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private int _asked;

    public RemoteModel()
    {
        (_listener, int port) = LoopbackListener.Start();
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/v1");
        _serving = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>Calls so far.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Gives the answer to a system message and a user's; a number is added to it.</summary>
    public Func<string, string, string> Answer { get; set; } = (_, user) => user;

    public void Dispose()
    {
        _listener.Close();
        _serving.GetAwaiter().GetResult();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try { context = await _listener.GetContextAsync(); }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException) { return; }

            using JsonDocument request = await JsonDocument.ParseAsync(context.Request.InputStream);
            string Said(string role) => string.Concat(request.RootElement.GetProperty("messages").EnumerateArray()
                .Where(m => m.GetProperty("role").ValueEquals(role)).Select(m => m.GetProperty("content").GetString()));
            string text = string.Create(CultureInfo.InvariantCulture, $"{Answer(Said("system"), Said("user"))} #{Interlocked.Increment(ref _asked)}");
            byte[] body = Encoding.UTF8.GetBytes(
                $$"""{"id":"1","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110} }""");
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }
}
