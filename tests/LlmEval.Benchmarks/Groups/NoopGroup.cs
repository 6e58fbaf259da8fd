using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmEval.Benchmarks.Groups;

/// <summary>The time that our targets take in a build in which nothing changed since the gate last ran.</summary>
internal sealed partial class NoopGroup : IBenchmarkGroup
{
    public string Name => "noop";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context)
    {
        string engine = await context.EngineAsync();
        await context.BuildTasksAsync();
        return
        [
            new Figure("noop-1-suite", await MeasureAsync(context, engine, 1), "ms", 25),
            new Figure("noop-500-suites", await MeasureAsync(context, engine, 500), "ms", 25),
        ];
    }

    /// <summary>Sum of the times that MSBuild's performance summary gives for targets of ours, whatever they are called.</summary>
    internal static double TargetMilliseconds(string output)
    {
        int summary = output.IndexOf("Target Performance Summary:", StringComparison.Ordinal);
        if (summary < 0) { throw new InvalidOperationException("The build printed no target performance summary:\n" + output); }

        double sum = 0;
        var targets = new List<string>();
        // A target's time holds that of its tasks, which have a summary of their own.
        int end = output.IndexOf("Task Performance Summary:", summary, StringComparison.Ordinal);
        foreach (Match line in TargetLine().Matches(output[summary..(end < 0 ? output.Length : end)]))
        {
            if (!line.Groups["name"].Value.Contains("LlmEval", StringComparison.Ordinal)) { continue; }
            sum += double.Parse(line.Groups["ms"].Value, CultureInfo.InvariantCulture);
            targets.Add($"{line.Groups["name"].Value} {line.Groups["ms"].Value}");
        }

        BenchmarkContext.Say("  ms: " + string.Join(", ", targets));
        return targets.Count > 0 ? sum : throw new InvalidOperationException("No target of LlmEval ran:\n" + output);
    }

    private static async Task<double> MeasureAsync(BenchmarkContext context, string engine, int suites)
    {
        string directory = Path.Combine(context.Scratch, string.Create(CultureInfo.InvariantCulture, $"noop-{suites}"));
        string project = GeneratedProject.Write(directory, context.Repository, engine, suites, casesPerSuite: 2);
        IReadOnlyDictionary<string, string?> environment = BenchmarkContext.EnvironmentOf(Path.Combine(directory, "home"));
        Task<MeasuredProcess> Build(params string[] arguments) =>
            MeasuredProcess.RunAsync("dotnet", ["build", project, "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. arguments], directory, environment);

        BenchmarkContext.Say($"Running the gate of {suites.ToString(CultureInfo.InvariantCulture)} suites ...");
        // Run, accept, and run once more, so that the accepted baseline is judged and every stamp is newer than what it stands for.
        await Build("-t:LlmEval");
        await Build("-t:LlmEvalAccept");
        await Build("-t:LlmEval");
        IReadOnlyList<double> runs = await Median.RunsAsync(
            context.Runs,
            async () => TargetMilliseconds((await Build("--no-restore", "-t:LlmEval", "-clp:PerformanceSummary")).Output));
        return Median.Of(runs);
    }

    // "       12 ms  _LlmEvalGate          1 calls"
    [GeneratedRegex(@"^\s*(?<ms>\d+) ms\s+(?<name>\S+)\s+\d+ calls", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TargetLine();
}
