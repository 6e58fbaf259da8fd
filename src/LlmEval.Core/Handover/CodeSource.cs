using System.Diagnostics;
using System.Reflection;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Handover;

/// <summary>Asks the code that a test calls, and tells its failures from its answers.</summary>
/// <param name="code">Gives the answer of a sample, by its number from 0.</param>
/// <param name="machine">Mark of this machine, which measures the times; null where it has none.</param>
internal sealed class CodeSource(Func<int, CancellationToken, Task<EvalAnswer>> code, string? machine) : IAnswerSource
{
    private static readonly string[] s_ours = ["LlmEval.", "System.", "Microsoft.", "xunit.", "nunit.", "MSTest."];

    /// <inheritdoc/>
    public async ValueTask<SourcedAnswer?> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        EvalAnswer? answer;
        try
        {
            // Code that does not look at its token must not hold the run: its answer is not waited for any longer.
            answer = await Task.Run(() => code(request.Sample, cancellationToken), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { throw; }
        catch (Exception e)
        {
            // Also what looks like a mistake of ours ends the sample alone, not the run.
            throw new CodeFailedException(UserFrames.Describe(e, IsUsers, request.Case.IsPrivate), e);
        }

        return answer is null ? throw new CodeFailedException("the code under test gave no answer (null)", null)
            : new SourcedAnswer(ChatRequests.Answer(answer.ToChatResponse(), Stopwatch.GetElapsedTime(started)) with { Machine = machine }, FromCache: false);
    }

    private static bool IsUsers(Assembly assembly) =>
        assembly.GetName().Name is { } name && name != "mscorlib" && !Array.Exists(s_ours, o => name.StartsWith(o, StringComparison.OrdinalIgnoreCase) && !name.EndsWith("Tests", StringComparison.Ordinal));
}
