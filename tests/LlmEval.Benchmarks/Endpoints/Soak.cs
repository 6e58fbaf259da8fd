using System.Diagnostics;
using System.Globalization;
using LlmEval.Endpoints;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>
/// Asks a server that has every fault 200 times a second, and looks on whether memory, handles or threads grow. A client that was refused
/// for good is ended and another started, as the next run would do.
/// </summary>
internal sealed class Soak : IAsyncDisposable
{
    /// <summary>What starts it, as the program's first argument.</summary>
    public const string Verb = "soak";

    private const int Rate = 200;

    /// <summary>Questions without an end yet; above this no more is asked, so that the queue is not what grows.</summary>
    private const int MostOpen = 1000;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
    private readonly ServerProcess _server;
    private readonly OpenAIModelProvider _provider = new(static _ => "sk-soak");
    private IChatClient _client = null!;
    private int _open;
    private long _asked, _answered, _troubled, _refused, _heldBack;

    private Soak(ServerProcess server) => _server = server;

    /// <summary>Runs so long; gives the exit status: 0 when nothing grows.</summary>
    public static async Task<int> RunAsync(double minutes)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(FaultServer.Verb);
        List<SoakSample> samples;
        await using (Soak soak = new(server))
        {
            soak._client = await soak.StartAsync();
            samples = await soak.WatchAsync(TimeSpan.FromMinutes(minutes));
        }

        Console.WriteLine($"requests that the server got: {await server.EndAsync()}");
        return SoakVerdict.Tell(samples) ? 0 : 1;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (Volatile.Read(ref _open) > 0 && _client is not null) { await Task.Delay(100); }

        _client?.Dispose();
    }

    private async Task<List<SoakSample>> WatchAsync(TimeSpan length)
    {
        Console.WriteLine("    time    asked  answered  trouble  refused  held back  resident MiB  live MiB  handles  threads");
        List<SoakSample> samples = [];
        long started = Stopwatch.GetTimestamp(), due = 0;
        TimeSpan next = s_interval;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while (Stopwatch.GetElapsedTime(started) is var passed && passed < length)
        {
            for (; due < passed.TotalSeconds * Rate; due++)
            {
                if (Volatile.Read(ref _open) < MostOpen) { _ = AskAsync(_client); }
                else { _heldBack++; }
            }

            if (passed >= next)
            {
                next += s_interval;
                SoakSample sample = SoakSample.Take(passed);
                samples.Add(sample);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{passed:mm\\:ss} {_asked,11} {_answered,9} {_troubled,8} {_refused,8} {_heldBack,10} {sample.ResidentMiB,13:0.0} {sample.LiveMiB,9:0.0} {sample.Handles,8} {sample.Threads,8}"));
            }

            await timer.WaitForNextTickAsync();
        }

        return samples;
    }

    private async Task AskAsync(IChatClient client)
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _asked);
        try
        {
            ChatResponse response = await client.GetResponseAsync("Hi").ConfigureAwait(false);
            Interlocked.Increment(ref response.Text == "Hello" ? ref _answered : ref _troubled);
        }
        catch (EndpointTroubleException)
        {
            Interlocked.Increment(ref _troubled);
        }
        catch (LlmEvalException)
        {
            Interlocked.Increment(ref _refused);
            IChatClient another = await StartAsync();
            if (Interlocked.CompareExchange(ref _client, another, client) == client) { client.Dispose(); }
            else { another.Dispose(); }
        }
        catch (ObjectDisposedException)
        {
            // Asked at the moment at which its client was refused.
            Interlocked.Increment(ref _refused);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<IChatClient> StartAsync() => await _provider.StartAsync(
        new ModelSpec
        {
            Name = "soak",
            Provider = "OpenAI",
            Location = Location.None,
            Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Endpoint"] = _server.Address, ["Model"] = "m", ["ApiKeyVariable"] = "SOAK_KEY", ["MaxConcurrency"] = "64", ["Timeout"] = "2s",
            },
        },
        new ModelContext { ProjectDirectory = "/", Home = "/", OutputDirectory = "/" },
        CancellationToken.None);
}
