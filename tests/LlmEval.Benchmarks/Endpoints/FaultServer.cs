using System.Globalization;
using LlmEval.Endpoints.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace LlmEval.Benchmarks.Endpoints;

/// <summary>
/// A server that answers most requests after a little while and does everything wrong with the others. Which, only the number of the request
/// and the time say, so that every run has the same mixture.
/// </summary>
internal static class FaultServer
{
    /// <summary>What starts it, as the program's first argument.</summary>
    public const string Verb = "fault-server";

    private const long Gigabyte = 1L << 30;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Serves until the standard input ends, then tells how many requests came.</summary>
    public static async Task RunAsync()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(AnswerAsync, remembers: false);
        Console.WriteLine(new Uri(server.Address).Port.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
        Console.WriteLine(server.Served.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task AnswerAsync(HttpContext context, Received received)
    {
        // Every ten seconds a burst of "too many requests", one with the time to wait and one without in turn.
        long tenths = Environment.TickCount64 / 100;
        if (tenths % 100 < 2)
        {
            await (tenths % 200 < 100
                ? context.Error(429, "slow down", "rate_limit_exceeded", ("Retry-After", "1"))
                : context.Error(429, "slow down", "rate_limit_exceeded"));
            return;
        }

        int number = received.Number;
        await Task.Delay(number % 20 == 0 ? 200 : number % 10);
        await (number switch
        {
            _ when number % 4000 == 0 => context.Redirect(),
            _ when number % 2000 == 1000 => context.Flood(Gigabyte),
            _ when number % 100 == 50 => context.Drip(s_pause),
            _ when number % 50 == 7 => context.Error(number % 3 == 0 ? 503 : 500, "no luck"),
            _ when number % 25 == 3 => context.Break(Faults.Broken[number / 25 % Faults.Broken.Count]),
            _ => context.Ok(Answers.Chat("Hello")),
        });
    }
}
