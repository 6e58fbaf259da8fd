using LlmEval.Gating;
using LlmEval.Handover;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Reporting.Formats;
using LlmEval.Running;

namespace LlmEval.Engine;

/// <summary>A suite whose answers tests hand over: opened when the first answer comes, judged as a whole when its verdict is asked for.</summary>
internal sealed class HandedSuite : IAsyncDisposable
{
    private readonly SuiteUnit _unit;
    private readonly Lazy<Task<AnswerHandover>> _handover;
    private readonly Dictionary<string, ResultCase> _said = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _lost = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _judging = [];
    private readonly HashSet<Task> _completing = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly CancellationToken _lifetime;
    private bool _isDisposed;

    public HandedSuite(Evaluation evaluation, SuiteUnit unit, IRunObserver observer, CancellationToken lifetime)
    {
        (_unit, _lifetime) = (unit, lifetime);
        _handover = new(() => Task.Run(() => AnswerHandover.OpenAsync(evaluation, unit.Project.Only([unit.Suite]), unit.Suite.Name, observer, lifetime), lifetime));
    }

    /// <summary>Judges a case.</summary>
    public Task<CaseResult> JudgeAsync(
        string caseId, Func<AnswerHandover, CancellationToken, Task<(SuiteOutcome Outcome, ResultCase Case)>> judge, CancellationToken cancellationToken)
    {
        lock (_gate) { _asked.Add(caseId); }

        return WithinAsync(_judging, token => JudgeOneAsync(caseId, judge, token), cancellationToken);
    }

    /// <summary>The verdict over what was handed over; waits for what is being judged.</summary>
    /// <param name="expected">The cases that tests were to hand over; null for all. What tests handed over besides is judged as well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SuiteResult> CompleteAsync(IReadOnlyCollection<string>? expected, CancellationToken cancellationToken)
    {
        Task[] judging;
        lock (_gate) { judging = [.. _judging]; }

        await Task.WhenAll(judging).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return await WithinAsync(_completing, token => CompleteOnceAsync(expected, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // The lifetime has ended by now, so that these end soon; what they use is closed after them.
        Task[] running;
        lock (_gate)
        {
            _isDisposed = true;
            running = [.. _judging, .. _completing];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _turn.Dispose();
        if (!_handover.IsValueCreated) { return; }

        await ((Task)_handover.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_handover.Value.IsCompletedSuccessfully) { await (await _handover.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false); }
    }

    private async Task<CaseResult> JudgeOneAsync(
        string caseId, Func<AnswerHandover, CancellationToken, Task<(SuiteOutcome Outcome, ResultCase Case)>> judge, CancellationToken cancellationToken)
    {
        AnswerHandover handover;
        try { handover = await _handover.Value.WaitAsync(cancellationToken).ConfigureAwait(false); }
        catch (LlmEvalException e) { return _unit.Builder.Case(caseId, $"Not evaluated: {e.Diagnostic}", [e.Diagnostic]); }

        (SuiteOutcome outcome, ResultCase said) = await judge(handover, cancellationToken).ConfigureAwait(false);
        CaseResult result = _unit.Builder.Case(outcome, said);
        lock (_gate)
        {
            _said[said.Id] = said;
            if (result is { State: CaseState.Failed, HasBaseline: true }) { _lost.Add(caseId); }
        }

        return result;
    }

    private async Task<SuiteResult> CompleteOnceAsync(IReadOnlyCollection<string>? expected, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            AnswerHandover handover = await _handover.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            Dictionary<string, ResultCase> said;
            lock (_gate)
            {
                said = new(_said, StringComparer.Ordinal);
                if (expected is not null) { expected = Covering([.. expected, .. _asked]); }
            }

            EvaluationResult result = await handover.CompleteAsync(expected, cancellationToken).ConfigureAwait(false);
            _unit.Project.Report(result);
            SuiteOutcome outcome = result.Outcomes[0];
            return WithLost(_unit.Builder.Suite(outcome, result.Diagnostics, _unit.Builder.Cases(outcome, said), isWhole: true));
        }
        catch (LlmEvalException e) { return _unit.Builder.Suite($"Not evaluated: {e.Diagnostic}", [e.Diagnostic], []); }
        finally { _turn.Release(); }
    }

    /// <summary>
    /// A suite is not green where tests of its cases are red. Many losses in a small suite share the thresholds of its verdict, so that no single one may be confirmed by it; each was by fresh samples of its own.
    /// </summary>
    private SuiteResult WithLost(SuiteResult suite)
    {
        string[] lost;
        lock (_gate) { lost = [.. _lost]; }

        if (suite.IsRed || lost.Length == 0) { return suite; }

        string message = FormattableString.Invariant($"The verdict over all cases is '{suite.Verdict}', but {lost.Length} of them {(lost.Length == 1 ? "was" : "were")} lost when judged by {(lost.Length == 1 ? "itself" : "themselves")}: {Names.Few(lost)}.");
        return suite with { IsRed = true, Message = message, FailureMessage = FailureText.Of($"{suite.Suite} x {suite.Model}: {message}", [], suite.Location, suite.Command, suite.ReportPath) };
    }

    /// <summary>These cases, or null where they are all of the suite.</summary>
    private HashSet<string>? Covering(IEnumerable<string> ids)
    {
        HashSet<string> all = new(ids, StringComparer.Ordinal);
        return _unit.Suite.Cases.All(c => c.Skip is not null || all.Contains(c.Id)) ? null : all;
    }

    /// <summary>Does something that ends with the runner, and that the runner's end waits for.</summary>
    private async Task<T> WithinAsync<T>(HashSet<Task> of, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            of.Add(done.Task);
        }

        try { return await work(ends.Token).ConfigureAwait(false); }
        finally
        {
            lock (_gate) { of.Remove(done.Task); }

            done.SetResult();
        }
    }
}
