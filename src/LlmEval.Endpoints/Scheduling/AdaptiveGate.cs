namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// Bounds how many requests are in flight, and learns how many the server bears: additive increase, multiplicative decrease (RFC 5681's
/// idea). Every success raises the bound by one in as many successes as the bound is; a request that was turned away halves it, once for all
/// that were in flight with it; and nobody enters before the time that the server asked to wait is over.
/// </summary>
internal sealed class AdaptiveGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private double _bound;
    private int _inFlight;
    private long _lastCut = long.MinValue;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

    public AdaptiveGate(int most, TimeProvider time)
    {
        (_most, _bound, _time) = (most, most, time);
        _timer = time.CreateTimer(static s => ((AdaptiveGate)s!).Open(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many may be in flight now, from 1 to the most.</summary>
    public int Bound
    {
        get { lock (_lock) { return (int)_bound; } }
    }

    /// <summary>Waits for a place, first come first served; gives the time of entry for <see cref="Leave"/>.</summary>
    public async ValueTask<long> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource mine;
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (_waiting.Count == 0 && IsOpen())
            {
                _inFlight++;
                return _time.GetTimestamp();
            }

            mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            node = _waiting.AddLast(mine);
            Admit();
        }

        using (cancellationToken.UnsafeRegister(_ => Withdraw(node, cancellationToken), null))
        {
            await mine.Task.ConfigureAwait(false);
        }

        return _time.GetTimestamp();
    }

    /// <summary>Gives the place back.</summary>
    /// <param name="entered">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="outcome">What the server's answer says of its load.</param>
    /// <param name="wait">How long it asks everybody to wait.</param>
    public void Leave(long entered, GateOutcome outcome, TimeSpan? wait)
    {
        lock (_lock)
        {
            _inFlight--;
            if (outcome == GateOutcome.Served) { _bound = Math.Min(_most, _bound + (1 / _bound)); }
            else if (outcome == GateOutcome.TurnedAway && entered >= _lastCut)
            {
                _bound = Math.Max(1, _bound / 2);
                _lastCut = _time.GetTimestamp();
            }

            if (wait is { } span && _time.GetUtcNow() + span is var until && until > _closedUntil) { _closedUntil = until; }

            Admit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private bool IsOpen() => _inFlight < (int)_bound && _time.GetUtcNow() >= _closedUntil;

    private void Open()
    {
        lock (_lock) { Admit(); }
    }

    private void Admit()
    {
        while (_waiting.First is { } first && IsOpen())
        {
            _waiting.RemoveFirst();
            if (first.Value.TrySetResult()) { _inFlight++; }
        }

        if (_waiting.Count > 0 && _closedUntil - _time.GetUtcNow() is var rest && rest > TimeSpan.Zero)
        {
            // Timers may be a little early: one millisecond more, so that it is not asked twice.
            _timer.Change(rest + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private void Withdraw(LinkedListNode<TaskCompletionSource> node, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Who was admitted a moment before keeps the place and gives it back as everybody does.
            if (node.Value.TrySetCanceled(cancellationToken)) { _waiting.Remove(node); }
        }
    }
}
