using System.Diagnostics;
using LlmEval.Engine;
using Xunit;

namespace LlmEval.XunitV3.Running;

/// <summary>What a result of ours is to the test that runs.</summary>
internal static class Outcome
{
    /// <summary>Throws where the test is red or to be skipped; says what is to be said where it is green.</summary>
    public static void Settle(CaseResult result)
    {
        if (result.IsRed) { throw Failure(result); }

        if (result.SkipReason is { } reason) { throw new DynamicSkip(reason); }

        if (result.Message is { Length: > 0 } message) { Say(message); }
    }

    /// <summary>The failure of a red case, which points at its line.</summary>
    public static CaseFailure Failure(CaseResult result) => new(
        result.FailureMessage.Length > 0 ? result.FailureMessage : result.Message ?? $"{result.Suite} x {result.Model}, case '{result.CaseId}': {result.State}.",
        $"{result.Suite} case '{result.CaseId}'", result.Location.File, result.Location.Line);

    /// <summary>
    /// Runs what may be cancelled with the test. Null when the test's own timeout ended it: xunit reports that itself, and would count the cancellation as a second failure. A run that
    /// is cancelled stays an exception, because what was not judged must not pass.
    /// </summary>
    public static async Task<T?> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
        where T : class
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        int timeout = (TestContext.Current.Test as Xunit.v3.IXunitTest)?.Timeout ?? 0;
        long begin = Stopwatch.GetTimestamp();
        try
        {
            return await work(cancelled).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested && timeout > 0 && Stopwatch.GetElapsedTime(begin) > TimeSpan.FromMilliseconds(timeout * 0.9))
        {
            return null;
        }
    }

    /// <summary>A line of the test's output.</summary>
    public static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
