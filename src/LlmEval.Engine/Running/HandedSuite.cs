using LlmEval.Handover;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Engine;

/// <summary>A suite whose answers tests hand over: opened when the first answer comes, judged as a whole when its verdict is asked for.</summary>
internal sealed class HandedSuite : IAsyncDisposable
{
    private readonly SuiteUnit _unit;
    private readonly Lazy<Task<AnswerHandover>> _handover;
    private readonly Dictionary<string, ResultCase> _said = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _judging = [];
    private readonly Lock _gate = new();
    private readonly CancellationToken _lifetime;

    public HandedSuite(Evaluation evaluation, SuiteUnit unit, IRunObserver observer, CancellationToken lifetime)
    {
        _unit = unit;
        _lifetime = lifetime;
        _handover = new(() => AnswerHandover.OpenAsync(evaluation, unit.Project.Only([unit.Suite]), unit.Suite.Name, observer, lifetime));
    }

    /// <summary>Judges a case.</summary>
    public async Task<CaseResult> JudgeAsync(
        string caseId, Func<AnswerHandover, CancellationToken, Task<(SuiteOutcome Outcome, ResultCase Case)>> judge, CancellationToken cancellationToken)
    {
        // The end of the process ends the code under test as well, which the token of a test does not always tell of.
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime);
        cancellationToken = ending.Token;
        AnswerHandover handover;
        try { handover = await _handover.Value.WaitAsync(cancellationToken).ConfigureAwait(false); }
        catch (LlmEvalException e) { return _unit.Builder.Case(caseId, $"Not evaluated: {e.Diagnostic}", [e.Diagnostic]); }

        Task<(SuiteOutcome Outcome, ResultCase Case)> judging = judge(handover, cancellationToken);
        lock (_gate) { _judging.Add(judging); }

        try
        {
            // Code that does not heed its token is not waited for when the process ends.
            (SuiteOutcome outcome, ResultCase said) = await judging.WaitAsync(_lifetime).ConfigureAwait(false);
            lock (_gate) { _said[said.Id] = said; }

            return _unit.Builder.Case(outcome, said);
        }
        finally
        {
            lock (_gate) { _judging.Remove(judging); }
        }
    }

    /// <summary>The verdict over what was handed over; waits for what is being judged.</summary>
    /// <param name="expected">The cases that tests were to hand over; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SuiteResult> CompleteAsync(IReadOnlyCollection<string>? expected, CancellationToken cancellationToken)
    {
        Task[] judging;
        lock (_gate) { judging = [.. _judging]; }

        await Task.WhenAll(judging).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            AnswerHandover handover = await _handover.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            EvaluationResult result = await handover.CompleteAsync(expected, cancellationToken).ConfigureAwait(false);
            _unit.Project.Report(result);
            Dictionary<string, ResultCase> said;
            lock (_gate) { said = new(_said, StringComparer.Ordinal); }

            SuiteOutcome outcome = result.Outcomes[0];
            return _unit.Builder.Suite(outcome, result.Diagnostics, _unit.Builder.Cases(outcome, said));
        }
        catch (LlmEvalException e) { return _unit.Builder.Suite($"Not evaluated: {e.Diagnostic}", [e.Diagnostic], []); }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_handover.IsValueCreated) { return; }

        await ((Task)_handover.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_handover.Value.IsCompletedSuccessfully) { await (await _handover.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false); }
    }
}
