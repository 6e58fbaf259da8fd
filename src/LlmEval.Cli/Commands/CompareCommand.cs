using System.CommandLine;
using LlmEval.Aside;
using LlmEval.Comparing;
using LlmEval.Engine;
using LlmEval.Manifests;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval compare</c>: two results, baselines, models, prompts or revisions, case by case.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Command command = new("compare", "Compare two results, baselines, models, prompts or git revisions case by case. Draws nothing without --run.");
        Argument<string> a = new("A") { Description = $"The left side: {Operand.Grammar}." };
        Argument<string> b = new("B") { Description = "The right side; differences are B minus A." };
        command.Arguments.Add(a);
        command.Arguments.Add(b);
        ProjectOptions project = new();
        project.AddTo(command);
        Option<string?> suite = new("--suite") { Description = "The suite, where the project has several." };
        Option<string?> model = new("--model") { Description = "The model of the sides that do not name one, where the suite has several." };
        Option<string?> filter = FilterOption.Create();
        filter.Description = "Which cases: tag=pr;case=outage*.";
        Option<bool> run = new("--run") { Description = "Draw the answers that the cache lacks." };
        Option<string> format = FormatOption.Create("text", "json", "markdown");
        foreach (Option option in (Option[])[suite, model, filter, run, format]) { command.Options.Add(option); }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            Operand left = Operand.Parse(parsed.GetValue(a)!), right = Operand.Parse(parsed.GetValue(b)!);
            Manifest? manifest = left.NeedsProject || right.NeedsProject ? await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false) : null;
            Comparison comparison = await new Comparer(EvalEngine.Evaluation).CompareAsync(
                new ComparisonRequest
                {
                    Manifest = manifest,
                    A = left,
                    B = right,
                    Suite = parsed.GetValue(suite),
                    Model = parsed.GetValue(model),
                    Filter = parsed.GetValue(filter),
                    Run = parsed.GetValue(run),
                    Observer = Output.Plain,
                },
                cancellationToken).ConfigureAwait(false);
            Console.Write(parsed.GetValue(format) switch
            {
                "json" => ComparisonJson.Write(comparison),
                "markdown" => ComparisonText.Markdown(comparison),
                _ => ComparisonText.Text(comparison),
            });
            return ExitStatus.Success;
        });
        return command;
    }
}
