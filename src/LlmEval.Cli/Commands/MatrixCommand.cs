using System.CommandLine;
using LlmEval.Aside;
using LlmEval.Comparing;
using LlmEval.Engine;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval matrix</c>: models x prompts x parameters on one suite, ranked.</summary>
internal static class MatrixCommand
{
    public static Command Create()
    {
        Command command = new("matrix", "Rank models, prompts and parameters on a suite: draws what is missing, touches no baseline and no last result.");
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string?> suite = new("--suite") { Description = "The suite, where the project has several." };
        Option<string[]> models = new("--models") { Description = "Model items, separated by commas; the suite's own by default.", AllowMultipleArgumentsPerToken = false };
        Option<string[]> prompts = new("--prompts") { Description = "Prompts, separated by commas; the suite's own by default." };
        Option<string[]> parameters = new("--parameter") { Description = "A sampling parameter with its values: temperature=0,0.7; may be given several times." };
        Option<string?> filter = FilterOption.Create();
        filter.Description = "Which cases: tag=pr;case=outage*.";
        Option<bool> plan = new("--plan") { Description = "Say what it would ask and cost; ask nothing." };
        Option<bool> cached = new("--cached") { Description = "Start no model: rank what the cache holds." };
        Option<string> format = FormatOption.Create("text", "json", "markdown");
        foreach (Option option in (Option[])[suite, models, prompts, parameters, filter, plan, cached, format]) { command.Options.Add(option); }

        command.Validators.Add(result =>
        {
            if (result.GetValue(plan) && result.GetValue(cached)) { result.AddError("Give one of --plan and --cached: a plan starts no model anyway."); }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            EvaluationMode mode = parsed.GetValue(plan) ? EvaluationMode.Plan : parsed.GetValue(cached) ? EvaluationMode.Cached : EvaluationMode.Run;
            MatrixRun run = await new MatrixRunner(EvalEngine.Evaluation).RunAsync(
                new MatrixRequest
                {
                    Manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false),
                    Suite = parsed.GetValue(suite),
                    Models = Names(parsed.GetValue(models), "--models"),
                    Prompts = Names(parsed.GetValue(prompts), "--prompts"),
                    Parameters = [.. (parsed.GetValue(parameters) ?? []).Select(Parameter)],
                    Filter = parsed.GetValue(filter),
                    Mode = mode,
                    Observer = Output.Plain,
                },
                cancellationToken).ConfigureAwait(false);
            foreach (Diagnostic stopped in run.Stopped) { Console.Error.WriteLine(stopped); }

            if (mode == EvaluationMode.Plan)
            {
                foreach ((string cell, var estimate) in run.Estimates) { Console.WriteLine($"{cell}: {string.Join(Environment.NewLine, PlanText.Lines(estimate))}"); }

                foreach (MatrixCell cell in run.Matrix.Cells.Where(c => !run.Estimates.Any(e => e.Cell == c.Name))) { Console.WriteLine($"{cell.Name}: {cell.Missing}"); }

                foreach (string line in PlanText.Totals([.. run.Estimates.Select(e => e.Estimate)])) { Console.WriteLine(line); }
            }
            else
            {
                Console.Write(parsed.GetValue(format) switch
                {
                    "json" => MatrixText.Json(run.Matrix),
                    "markdown" => MatrixText.Markdown(run.Matrix),
                    _ => MatrixText.Text(run.Matrix),
                });
            }

            return run.Stopped.Count > 0 ? EvaluationResult.InfrastructureExitStatus
                : mode != EvaluationMode.Plan && run.Matrix.Cells.Any(c => c.Score is null) ? VerdictKind.NotEvaluated.ExitStatus() : ExitStatus.Success;
        });
        return command;
    }

    private static string[] Names(string[]? given, string option)
    {
        string[] names = [.. (given ?? []).SelectMany(g => g.Split(',')).Select(n => n.Trim())];
        return names.Contains(string.Empty) ? throw Usage($"{option} has an empty name. Separate names by single commas.") : names;
    }

    private static KeyValuePair<string, IReadOnlyList<string>> Parameter(string given)
    {
        string[] parts = given.Split('=', 2);
        string[] values = parts.Length == 2 ? [.. parts[1].Split(',').Select(v => v.Trim())] : [];
        return parts[0].Trim().Length > 0 && values.Length > 0 && !values.Contains(string.Empty) ? new(parts[0].Trim(), values)
            : throw Usage($"--parameter must be a name and its values, such as temperature=0,0.7, not '{given}'.");
    }

    private static LlmEvalException Usage(string message) => new(Diagnostics.Usage.At(Location.None, message));
}
