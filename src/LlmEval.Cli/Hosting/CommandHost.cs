using System.CommandLine;
using System.CommandLine.Parsing;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Cli.Hosting;

/// <summary>Runs a command line: stops on Ctrl-C with what was done kept, and turns every failure into a diagnostic and a status.</summary>
internal static class CommandHost
{
    /// <summary>Time for the work to stop by itself after Ctrl-C: to end a model's process and close the cache.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        try
        {
            ParseResult parsed = root.Parse(args, ResponseFile.Configuration);
            if (parsed.Errors.Count > 0)
            {
                Command command = parsed.CommandResult.Command;
                string help = command == root ? "llmeval --help" : $"llmeval {command.Name} --help";
                foreach (ParseError error in parsed.Errors)
                {
                    Tell(Diagnostics.Usage.At(Location.None, $"{error.Message} See '{help}'."));
                }

                return ExitStatus.Usage;
            }

            // Ours, not the library's: that one listens only from the first await on, and reading a hundred thousand cases comes before it.
            using StopSignals signals = new(Grace);
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signals.Token).ConfigureAwait(false);
        }
        catch (LlmEvalException e)
        {
            Tell(e.Diagnostic);
            return e.Diagnostic.Descriptor == Diagnostics.Usage ? ExitStatus.Usage
                : e.Diagnostic.Descriptor == Diagnostics.NotEvaluated || e.Diagnostic.Descriptor == Diagnostics.ModelMissing ? VerdictKind.NotEvaluated.ExitStatus()
                : e.Diagnostic.Family == DiagnosticFamily.Authoring ? EvaluationResult.AuthoringExitStatus
                : EvaluationResult.InfrastructureExitStatus;
        }
        catch (OperationCanceledException)
        {
            Tell(Diagnostics.Cancelled.At(Location.None, "Cancelled. Every answer drawn so far is kept: run again to go on."));
            return ExitStatus.Cancelled;
        }
        catch (Exception e)
        {
            Tell(Diagnostics.Internal.At(Location.None, $"This is a defect in LlmEval {Evaluation.ToolVersion}: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} {Frames(e)}"));
            return ExitStatus.Internal;
        }
    }

    /// <summary>Says a diagnostic in the form that MSBuild and editors understand.</summary>
    public static void Tell(Diagnostic diagnostic) => Console.Error.WriteLine(diagnostic.ToString());

    private static string Frames(Exception e) =>
        string.Join(" <- ", (e.StackTrace ?? string.Empty).Split('\n').Take(4).Select(f => f.Trim()));
}
