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
            new Figure("start-nothing-to-do", await NothingToDoAsync(context, engine), "s", 0.3),
            new Figure("start-version", Median.Of(runs.Select(r => r.Wall.TotalSeconds)), "s", 0.3),
        ];
    }

    /// <summary>A suite that matches its baseline: everything is read and checked, nothing is asked.</summary>
    private static async Task<double> NothingToDoAsync(BenchmarkContext context, string engine)
    {
        await context.BuildTasksAsync();
        string directory = Path.Combine(context.Scratch, "start");
        string project = GeneratedProject.Write(directory, context.Repository, engine, suites: 1, casesPerSuite: 20);
        IReadOnlyDictionary<string, string?> environment = BenchmarkContext.EnvironmentOf(Path.Combine(directory, "home"));
        await MeasuredProcess.RunAsync("dotnet", ["build", project, "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-t:LlmEval"], directory, environment);
        string manifest = Path.Combine(directory, "obj", "Debug", "net10.0", "llmeval", "manifest.json");
        await MeasuredProcess.RunAsync("dotnet", [engine, "accept", "--manifest", manifest], directory, environment);
        IReadOnlyList<MeasuredProcess> runs = await Median.RunsAsync(
            context.Runs, () => MeasuredProcess.RunAsync("dotnet", [engine, "run", "--manifest", manifest], directory, environment));
        return Median.Of(runs.Select(r => r.Wall.TotalSeconds));
    }
}
