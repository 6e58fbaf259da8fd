using System.Globalization;
using LlmEval.Benchmarks.Endpoints;

namespace LlmEval.Benchmarks.Groups;

/// <summary>Cases that a remote endpoint answers, in whole processes: nothing cached (cold), and everything cached (warm).</summary>
internal sealed class EndpointGroup : IBenchmarkGroup
{
    private const int Concurrency = 32;

    public string Name => "endpoint";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string engine = await context.EngineAsync();
        List<Figure> figures = [];
        await using (ServerProcess server = await ServerProcess.StartAsync(AnswerServer.Verb, "0"))
        {
            (IReadOnlyList<MeasuredProcess> thousand, _) = await MeasureAsync(context, engine, server, 1000, context.Runs);
            figures.Add(Seconds("endpoint-1000-cold", thousand, 0.9));
            figures.AddRange(await BesidePromptfooAsync(context, server, figures[0].Value));
            (IReadOnlyList<MeasuredProcess> cold, IReadOnlyList<MeasuredProcess> warm) = await MeasureAsync(context, engine, server, 10_000, context.Runs);
            figures.AddRange(
            [
                Seconds("endpoint-10000-cold", cold, 5),
                MiB("endpoint-10000-cold-memory", cold, 200),
                Seconds("endpoint-10000-warm", warm, 1),
                MiB("endpoint-10000-warm-memory", warm, 200),
                // What a case costs beyond the start of the process.
                new Figure("endpoint-cpu-a-case", (Cpu(cold) - Cpu(thousand)) / 9000 * 1000, "ms", 0.3),
            ]);
            (IReadOnlyList<MeasuredProcess> million, _) = await MeasureAsync(context, engine, server, context.Million, runs: 0);
            double times = context.Million / 10_000.0;
            string most = string.Create(CultureInfo.InvariantCulture, $"endpoint-{context.Million}-");
            figures.AddRange(
            [
                MiB(most + "cold-memory", million, 400),
                new Figure(most + "cold", million[0].Wall.TotalSeconds, "s", 500),
                // Linear: the start of the process is spread over more cases, so that a case costs no more than among ten thousand.
                new Figure(most + "against-10000", million[0].Wall.TotalSeconds / Median.Of(cold.Select(r => r.Wall.TotalSeconds)) / times, "times a case", 1.1),
            ]);
            Say("0 ms", await server.EndAsync());
        }

        await using (ServerProcess slow = await ServerProcess.StartAsync(AnswerServer.Verb, "50"))
        {
            (IReadOnlyList<MeasuredProcess> runs, _) = await MeasureAsync(context, engine, slow, 1000, context.Runs);
            double ideal = 1000.0 / Concurrency * 0.05;
            figures.Add(Seconds("endpoint-1000-of-50-ms", runs, Math.Round((1.05 * ideal) + 0.3, 2)));
            Say("50 ms", await slow.EndAsync());
        }

        return figures;
    }

    /// <summary>The same thousand cases by promptfoo, where it is at hand: what share of its time ours is.</summary>
    private static async Task<IReadOnlyList<Figure>> BesidePromptfooAsync(BenchmarkContext context, ServerProcess server, double ours)
    {
        if (await Promptfoo.FindAsync(context.Peer) is not { } peer)
        {
            BenchmarkContext.Say(Promptfoo.Skipped);
            return [];
        }

        BenchmarkContext.Say("Asking 1000 cases by promptfoo ...");
        string directory = Path.Combine(context.Scratch, "promptfoo");
        IReadOnlyList<MeasuredProcess> theirs = await Median.RunsAsync(context.Runs, () => peer.RunAsync(directory, server.Address, 1000, Concurrency));
        double seconds = Median.Of(theirs.Select(r => r.Wall.TotalSeconds));
        BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture,
            $"  cold: {seconds:0.00} s (least {theirs.Min(r => r.Wall.TotalSeconds):0.00}), CPU {Cpu(theirs):0.00} s, {Median.Of(theirs.Select(r => r.PeakMiB)):0} MiB: {seconds / ours:0.0} times ours"));

        // At least eight times faster.
        return [new Figure("endpoint-1000-cold-against-promptfoo", ours / seconds, "of its time", 0.125)];
    }

    /// <summary>Measures both states so often; with no runs at all the cold one, once, because it takes long.</summary>
    private static async Task<(IReadOnlyList<MeasuredProcess> Cold, IReadOnlyList<MeasuredProcess> Warm)> MeasureAsync(
        BenchmarkContext context, string engine, ServerProcess server, int cases, int runs)
    {
        string directory = Path.Combine(context.Scratch, string.Create(CultureInfo.InvariantCulture, $"endpoint-{cases}-{server.Port}"));
        string home = Path.Combine(directory, "home");
        string manifest = EndpointProject.Write(directory, server.Address, cases, Concurrency);
        Task<MeasuredProcess> Run() => MeasuredProcess.RunAsync("dotnet", [engine, "run", "--manifest", manifest], directory, BenchmarkContext.EnvironmentOf(home));
        Task<MeasuredProcess> Cold()
        {
            if (Directory.Exists(home)) { Directory.Delete(home, recursive: true); }

            return Run();
        }

        BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture, $"Asking {cases} cases ..."));
        IReadOnlyList<MeasuredProcess> cold = runs == 0 ? [await Cold()] : await Median.RunsAsync(runs, Cold);
        IReadOnlyList<MeasuredProcess> warm = runs == 0 ? [] : await Median.RunsAsync(runs, Run);
        foreach ((string state, IReadOnlyList<MeasuredProcess> measured) in (ReadOnlySpan<(string, IReadOnlyList<MeasuredProcess>)>)[("cold", cold), ("warm", warm)])
        {
            if (measured.Count == 0) { continue; }

            BenchmarkContext.Say(string.Create(CultureInfo.InvariantCulture,
                $"  {state}: {Median.Of(measured.Select(r => r.Wall.TotalSeconds)):0.00} s (least {measured.Min(r => r.Wall.TotalSeconds):0.00}), CPU {Cpu(measured):0.00} s (least {measured.Min(r => r.Cpu.TotalSeconds):0.00}), {Median.Of(measured.Select(r => r.PeakMiB)):0} MiB"));
        }

        return (cold, warm);
    }

    private static Figure Seconds(string name, IReadOnlyList<MeasuredProcess> runs, double goal) =>
        new(name, Median.Of(runs.Select(r => r.Wall.TotalSeconds)), "s", goal);

    private static Figure MiB(string name, IReadOnlyList<MeasuredProcess> runs, double goal) =>
        new(name, Median.Of(runs.Select(r => r.PeakMiB)), "MiB", goal);

    private static double Cpu(IReadOnlyList<MeasuredProcess> runs) => Median.Of(runs.Select(r => r.Cpu.TotalSeconds));

    private static void Say(string server, string told)
    {
        string[] parts = told.Split(' ');
        BenchmarkContext.Say($"server of {server}: {parts[0]} requests, {parts[1]} at once, {parts[2]} s of CPU, {parts[3]} ms an answer");
    }
}
