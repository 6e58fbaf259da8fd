using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>All metrics over one suite with one model while its cases come in. A scorer that throws or hangs is unscored with the cause; the others go on.</summary>
internal sealed class SuiteScoring
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly CancellationToken _cancellationToken;
    private readonly (BoundSuiteCheck Check, ISuiteScorer? Scorer)[] _checks;
    private readonly string?[] _troubles;
    private readonly IReadOnlyList<SuiteMetric> _usages;
    private readonly UsageScorer _usage;

    /// <summary>Begins every check.</summary>
    /// <param name="checks">The suite's checks over the suite.</param>
    /// <param name="usages">The metrics of usage that it has.</param>
    /// <param name="usage">What adds them up.</param>
    /// <param name="cancellationToken">Ends the wait for a scorer.</param>
    public SuiteScoring(IReadOnlyList<BoundSuiteCheck> checks, IReadOnlyList<SuiteMetric> usages, UsageScorer usage, CancellationToken cancellationToken = default)
    {
        (_usages, _usage, _cancellationToken) = (usages, usage, cancellationToken);
        _checks = new (BoundSuiteCheck, ISuiteScorer?)[checks.Count];
        _troubles = new string?[checks.Count];
        for (int i = 0; i < checks.Count; i++)
        {
            BoundSuiteCheck check = checks[i];
            _checks[i] = (check, null);
            Guard(i, () => _checks[i].Scorer = check.Begin());
        }
    }

    /// <summary>Takes in a case with its first samples, in the suite's order.</summary>
    public void Add(ScoredCase scored)
    {
        for (int i = 0; i < scored.Samples.Count; i++) { _usage.Add(scored.Samples[i]); }

        for (int i = 0; i < _checks.Length; i++)
        {
            if (_troubles[i] is null) { Guard(i, () => _checks[i].Scorer!.Add(scored)); }
        }
    }

    /// <summary>The scores: the checks in their order, then what was used.</summary>
    public IReadOnlyList<SuiteScore> Result()
    {
        List<SuiteScore> scores = new(_checks.Length + _usages.Count);
        for (int i = 0; i < _checks.Length; i++)
        {
            SuiteScorerResult result = SuiteScorerResult.Unscored("there is no result");
            if (_troubles[i] is null) { Guard(i, () => result = _checks[i].Scorer!.Result()); }

            scores.Add(_checks[i].Check.Judge(_troubles[i] is { } trouble ? SuiteScorerResult.Unscored(trouble) : result));
        }

        scores.AddRange(_usage.Result(_usages));
        return scores;
    }

    private void Guard(int index, Action work)
    {
        try
        {
            // Our own only count. Another's may hang: it runs beside, one call at a time, and is not called again after one that did not end.
            BoundSuiteCheck check = _checks[index].Check;
            if (check.IsOurs) { work(); }
            else
            {
                TimeSpan limit = check.Kind.TimeLimit ?? s_longest;
                Task beside = Task.Run(work, CancellationToken.None);
                if (Task.WaitAny([beside], (int)Math.Min(limit.TotalMilliseconds, int.MaxValue), _cancellationToken) < 0)
                {
                    _ = beside.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                    _troubles[index] = FormattableString.Invariant($"the scorer gave no result within {limit.TotalSeconds} s");
                    return;
                }

                beside.GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is not LlmEvalException && !_cancellationToken.IsCancellationRequested)
        {
            _troubles[index] = $"the scorer failed: {e.GetType().Name}: {Quote.Line(e.Message)}";
        }
    }
}
