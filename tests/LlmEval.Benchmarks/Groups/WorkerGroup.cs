using System.Globalization;
using LlmEval.Benchmarks.Workers;
using Microsoft.Extensions.AI;

namespace LlmEval.Benchmarks.Groups;

/// <summary>A local model on one thread: many prompts with a common beginning in one batch, against one after the other in full.</summary>
internal sealed class WorkerGroup : IBenchmarkGroup
{
    private const int Alone = 8, Together = 96;
    private static readonly int[] s_slots = [16, 32];

    public string Name => "worker";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string model = RandomModel.In(Path.Combine(context.Repository, "artifacts", "benchmarks"));
        List<(IChatClient Client, int AtOnce, int Slots)> clients = [];
        try
        {
            foreach (int slots in (int[])[1, .. s_slots])
            {
                (IChatClient client, int atOnce) = await LocalRun.StartAsync(context, model, slots);
                clients.Add((client, atOnce, slots));
                await LocalRun.AskAsync(client, LocalPrompts.Different(1, seed: 0), 1);
            }

            // In turn, so that what else the machine does at a time meets all of them; the best of each is what it can.
            List<LocalRun>[] runs = [.. clients.Select(_ => new List<LocalRun>())];
            for (int run = 1; run <= context.Runs; run++)
            {
                for (int i = 0; i < clients.Count; i++)
                {
                    (IChatClient client, int atOnce, int slots) = clients[i];
                    runs[i].Add(slots == 1
                        ? await LocalRun.AskAsync(client, LocalPrompts.Different(Alone, run), atOnce: 1)
                        : await LocalRun.AskAsync(client, LocalPrompts.Alike(Together, run), atOnce));
                }
            }

            LocalRun[] best = [.. runs.Select(r => r.MaxBy(x => x.TokensPerSecond)!)];
            for (int i = 0; i < clients.Count; i++)
            {
                BenchmarkContext.Say($"{(clients[i].Slots == 1 ? "one by one, full prompt" : string.Create(CultureInfo.InvariantCulture, $"{clients[i].Slots} slots, shared beginning"))}: {best[i]}");
            }

            return
            [
                .. s_slots.Select((slots, i) => new Figure(
                    string.Create(CultureInfo.InvariantCulture, $"worker-{slots}-slots-against-one-by-one"),
                    best[0].TokensPerSecond / best[i + 1].TokensPerSecond, "of its time a token", 0.25)),
            ];
        }
        finally
        {
            foreach ((IChatClient client, _, _) in clients) { await ((IAsyncDisposable)client).DisposeAsync(); }
        }
    }
}
