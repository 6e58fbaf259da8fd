using System.CommandLine;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Scoring;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval score</c>: scores answers that stand in a file, without a suite and without asking anybody.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        Command command = new("score", "Scores answers of a JSONL file by the checks of a YAML file; a line of JSON each. Asks no model.");
        Argument<string> answers = new("answers") { Description = "JSONL: { \"answer\": ..., \"id\"?, \"vars\"?, \"expected\"?, \"passages\"?, \"input\"? } a line." };
        Option<string> checks = new("--checks", "-c") { Description = "YAML: a list of checks, or a mapping with 'score:'.", Required = true };
        command.Arguments.Add(answers);
        command.Options.Add(checks);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = GivenPath.Full(parsed.GetValue(answers)!, "The file of answers");
            DiagnosticBag found = new();
            AnswerScoring? scoring = AnswerScoring.Open(GivenPath.Full(parsed.GetValue(checks)!, "--checks"), CheckRegistry.BuiltIn, found);
            if (scoring is not null)
            {
                await foreach (string line in scoring.ScoreAsync(path, found, cancellationToken).ConfigureAwait(false)) { Console.Out.WriteLine(line); }
            }

            foreach (Diagnostic diagnostic in found.Items.Where(d => d.Severity != Severity.Message)) { Console.Error.WriteLine(diagnostic); }

            return found.HasErrors ? EvaluationResult.AuthoringExitStatus
                : scoring!.IsUnscored ? VerdictKind.Error.ExitStatus()
                : scoring.IsPass ? ExitStatus.Success : VerdictKind.BelowFloor.ExitStatus();
        });
        return command;
    }
}
