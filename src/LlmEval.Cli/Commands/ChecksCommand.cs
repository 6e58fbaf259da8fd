using System.CommandLine;
using LlmEval.Caching;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Scoring;

namespace LlmEval.Cli.Commands;

/// <summary><c>llmeval checks</c>: the checks that suites may name; with a project also those of its evaluators.</summary>
internal static class ChecksCommand
{
    public static Command Create()
    {
        Command command = new("checks", "The checks that suites may name; with --project also those that the project brings.");
        ProjectOptions project = new();
        project.AddTo(command);
        Argument<string?> name = new("name") { Description = "One check, with its keys.", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        Option<string> format = new("--format") { Description = "text, json or markdown.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "markdown");
        command.Options.Add(format);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<CheckKind> kinds = CheckRegistry.BuiltIn.Kinds;
            if (project.IsGiven(parsed))
            {
                Manifest manifest = await project.LoadAsync(parsed, cancellationToken).ConfigureAwait(false);
                DiagnosticBag found = new();
                await using EvaluatorSet set = await EvaluatorSet.LoadAsync(
                    manifest.Evaluators, CheckRegistry.BuiltIn, EvalEngine.Evaluators, Context(manifest), found, cancellationToken).ConfigureAwait(false);
                Output.Tell(manifest, found.Items);
                if (found.HasErrors) { return EvaluationResult.AuthoringExitStatus; }

                kinds = set.Registry.Kinds;
            }

            string? wanted = parsed.GetValue(name);
            if (wanted is not null) { kinds = [Find(wanted, kinds)]; }

            Console.Write(parsed.GetValue(format) switch
            {
                "json" => CheckDocs.Json(kinds),
                "markdown" => CheckDocs.Markdown(kinds),
                _ when wanted is not null => CheckDocs.Text(kinds[0]),
                _ => CheckDocs.List(kinds),
            });
            return ExitStatus.Success;
        });
        return command;
    }

    private static CheckKind Find(string name, IReadOnlyList<CheckKind> kinds) => new CheckRegistry(kinds).TryFind(name, out CheckKind? kind, out _) ? kind
        : throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"There is no check '{name}'. 'llmeval checks' lists them; those of a project's evaluators need --project."));

    private static ModelContext Context(Manifest manifest) => new()
    {
        ProjectDirectory = manifest.ProjectDirectory,
        Home = HomeLocation.Resolve(Environment.GetEnvironmentVariable),
        OutputDirectory = manifest.OutputDirectory,
        Settings = manifest.Settings,
    };
}
