using System.Globalization;
using LlmEval.Cli.Hosting;
using LlmEval.Cli.Observers;
using LlmEval.Engine;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Cli.Commands;

/// <summary>How commands talk: progress and diagnostics on standard error, what was asked for on standard output.</summary>
internal static class Output
{
    /// <summary>Evaluates with a progress bar on a terminal and plain lines elsewhere.</summary>
    public static Task<EvaluationResult> EvaluateAsync(EvaluationRequest request, CancellationToken cancellationToken) =>
        Console.IsErrorRedirected
            ? EvalEngine.Evaluation.RunAsync(request with { Observer = new PlainObserver(Console.Error) }, cancellationToken)
            : TerminalObserver.ShowAsync(observer => EvalEngine.Evaluation.RunAsync(request with { Observer = observer }, cancellationToken));

    /// <summary>An observer for work without bars.</summary>
    public static IRunObserver Plain => new PlainObserver(Console.Error);

    /// <summary>A number with its noun: <c>1 segment</c>, <c>2 segments</c>.</summary>
    public static string Count(int number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : one + "s")}");

    /// <summary>Says warnings and errors, files relative to the project.</summary>
    public static void Tell(Manifest manifest, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (diagnostic.Severity != Severity.Message) { Console.Error.WriteLine(TextReport.Relative(manifest, diagnostic)); }
        }
    }
}
