namespace LlmEval.Benchmarks.Groups;

/// <summary>The command with nothing to do.</summary>
internal sealed class StartGroup : IBenchmarkGroup
{
    public string Name => "start";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string engine = await context.EngineAsync();
        IReadOnlyDictionary<string, string?> environment = BenchmarkContext.EnvironmentOf(context.Scratch);
        IReadOnlyList<MeasuredProcess> runs = await Median.RunsAsync(
            context.Runs,
            () => MeasuredProcess.RunAsync("dotnet", [engine, "--version"], context.Scratch, environment));
        return
        [
            new Figure("start-version", Median.Of(runs.Select(r => r.Wall.TotalSeconds)), "s", 0.3),
        ];
    }
}
