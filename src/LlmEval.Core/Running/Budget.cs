using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Running;

/// <summary>
/// Holds a run of a suite to its limits of money and tokens, over all its models: nothing is asked that could pass them. A call reserves the
/// most that it could use and gives back what it did not; where the rest is too little for one more, it waits for those in flight, and ends
/// the run only when none is left that could give something back.
/// </summary>
public sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly string _suite;
    private readonly SuiteLimits _limits;
    private TaskCompletionSource _settled = Settled();
    private Usage _used = Usage.None;
    private Usage _reserved = Usage.None;
    private int _inFlight;

    /// <summary>Creates it.</summary>
    /// <param name="suite">The suite's name, for the message.</param>
    /// <param name="limits">Its limits.</param>
    public Budget(string suite, SuiteLimits limits) => (_suite, _limits) = (suite, limits);

    /// <summary>Whether there is something to hold to.</summary>
    public bool IsBounded => _limits.Spend is not null || _limits.Tokens is not null;

    /// <summary>What was used so far.</summary>
    public Usage Used
    {
        get { lock (_lock) { return _used; } }
    }

    /// <summary>Waits until the most that a call could use is within the limits.</summary>
    /// <exception cref="LlmEvalException">LLM3015: the call could pass a limit, and nothing in flight can change that.</exception>
    public async ValueTask ReserveAsync(Usage most, string currency, CancellationToken cancellationToken)
    {
        if (!IsBounded) { return; }

        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (Fits(_used + _reserved + most))
                {
                    _reserved += most;
                    _inFlight++;
                    return;
                }

                if (_inFlight == 0) { throw Reached(most, currency); }

                wait = _settled.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces what was reserved by what was used.</summary>
    public void Settle(Usage most, Usage used)
    {
        TaskCompletionSource settled;
        lock (_lock)
        {
            if (!IsBounded)
            {
                _used += used;
                return;
            }

            _inFlight--;
            _reserved = _inFlight == 0 ? Usage.None : _reserved - most;
            _used += used;
            (settled, _settled) = (_settled, Settled());
        }

        settled.SetResult();
    }

    private bool Fits(Usage usage) => !(usage.Cost > _limits.Spend) && !(usage.Tokens > _limits.Tokens);

    private LlmEvalException Reached(Usage most, string currency)
    {
        bool isMoney = _used.Cost + most.Cost > _limits.Spend;
        string used = isMoney
            ? FormattableString.Invariant($"spent {_used.Cost:0.######} {currency}, and the next call could cost {most.Cost:0.######}, which passes its limit of {_limits.Spend:0.######}")
            : FormattableString.Invariant($"used {_used.Tokens} tokens, and the next call could take {most.Tokens}, which passes its limit of {_limits.Tokens}");
        string limit = isMoney ? "spend" : "tokens";
        string mend = _used.Calls > 0 ? $"What was drawn is kept: run again to go on, or raise 'limits: {limit}'."
            : $"Not one call fits: lower 'max-tokens' ({TokenEstimate.AssumedAnswer} where none is said), or raise 'limits: {limit}'.";
        return new LlmEvalException(Diagnostics.LimitReached.At(_limits.Location, $"The run of '{_suite}' {used}. {mend}"));
    }

    private static TaskCompletionSource Settled() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
