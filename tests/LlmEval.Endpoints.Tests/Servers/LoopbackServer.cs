using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>A real HTTP server on loopback that answers as a test says and remembers what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Received> _requests = new();
    private int _number;
    private int _inFlight;
    private int _most;

    private LoopbackServer(Func<HttpContext, Received, Task> answer, int port, bool remembers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Run(async context =>
        {
            int now = Interlocked.Increment(ref _inFlight);
            for (int most = _most; now > most; most = _most) { Interlocked.CompareExchange(ref _most, now, most); }

            try
            {
                using StreamReader reader = new(context.Request.Body);
                Received received = new(
                    Interlocked.Increment(ref _number),
                    context.Request.Path + context.Request.QueryString,
                    context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                    await reader.ReadToEndAsync(),
                    context.Connection.Id);
                if (remembers) { _requests.Enqueue(received); }

                await answer(context, received);
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }
        });
    }

    public IReadOnlyList<Received> Requests => [.. _requests.OrderBy(r => r.Number)];

    public int MostAtOnce => _most;

    public int Served => _number;

    public string Address => _application.Urls.First();

    /// <summary>Starts it; one that serves for long remembers nothing but numbers.</summary>
    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, Received, Task> answer, int port = 0, bool remembers = true)
    {
        LoopbackServer server = new(answer, port, remembers);
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
