using System.CommandLine;
using System.Globalization;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting.History;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval history</c>: what earlier runs came to.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        Command command = new("history", "Show what earlier runs came to, with a trend a metric.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string?> file = new("--file") { Description = "A history file, instead of the project's." };
        Option<string?> suite = new("--suite") { Description = "Only this suite." };
        Option<string?> model = new("--model") { Description = "Only this model." };
        Option<string?> metric = new("--metric") { Description = "Only this metric." };
        Option<string?> since = new("--since") { Description = "Not older than an age (30d, 12h) or a day (2026-11-01)." };
        Option<int?> last = new("--last") { Description = "Only the last runs of each suite and model." };
        Option<string> format = FormatOption.Create("text", "json");
        foreach (Option option in (Option[])[file, suite, model, metric, since, last, format]) { command.Options.Add(option); }

        command.Validators.Add(result =>
        {
            if (result.GetValue(last) < 1) { result.AddError("--last must be 1 or more."); }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(file) is { } given ? Existing(GivenPath.Full(given, "--file"))
                : HistoryFile.PathOf(await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false), Environment.GetEnvironmentVariable)
                    ?? throw Usage($"The project remembers no runs: {HistoryFile.Property} is off. Name a file in it, or leave it out.");
            IEnumerable<HistoryRun> runs = HistoryFile.Read(path, out int skipped);
            if (skipped > 0) { Console.Error.WriteLine($"{Output.Count(skipped, "line")} of {path} cannot be read and {(skipped == 1 ? "is" : "are")} left out: torn by a kill, or of a newer version."); }

            DateTimeOffset? from = Since(parsed.GetValue(since));
            runs = runs.Where(r => (parsed.GetValue(suite) is not { } s || r.Suite == s) && (parsed.GetValue(model) is not { } m || r.Model == m) && (from is null || r.Time >= from));
            if (parsed.GetValue(metric) is { } name) { runs = runs.Where(r => r.Metrics.Any(m => m.Name == name)); }

            if (parsed.GetValue(last) is { } count) { runs = runs.GroupBy(r => (r.Suite, r.Model)).SelectMany(g => g.TakeLast(count)).OrderBy(r => r.Time); }

            HistoryRun[] chosen = [.. runs];
            Console.Write(parsed.GetValue(format) == "json" ? HistoryText.Json(chosen, parsed.GetValue(metric))
                : chosen.Length == 0 ? $"no run in {path} is like that\n" : HistoryText.Text(chosen, parsed.GetValue(metric)));
            return ExitStatus.Success;
        });
        return command;
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw Usage($"There is no file '{path}'.");

    private static DateTimeOffset? Since(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
        : DateTimeOffset.UtcNow - Amounts.Age(text, "--since");

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));
}
