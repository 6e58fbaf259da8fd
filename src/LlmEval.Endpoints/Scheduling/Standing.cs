namespace LlmEval.Endpoints.Scheduling;

/// <summary>What is known of an endpoint from all requests so far; any number of them at once.</summary>
internal sealed class Standing(TimeProvider time)
{
    /// <summary>Rejections without a single success before it is said that the requests themselves are wrong.</summary>
    private const int HopelessAfter = 3;

    private readonly Lock _lock = new();
    private Failure? _refusal;
    private bool _wasThere;
    private bool _hasServed;
    private long? _awaySince;
    private int _rejections;

    /// <summary>Why every further request would be refused, once that is known.</summary>
    public Failure? Refusal
    {
        get { lock (_lock) { return _refusal; } }
    }

    /// <summary>Whether one more rejection says that all requests are wrong.</summary>
    public bool IsHopeless
    {
        get { lock (_lock) { return !_hasServed && _rejections + 1 >= HopelessAfter; } }
    }

    /// <summary>Something came back.</summary>
    public void WasThere()
    {
        lock (_lock) { (_wasThere, _awaySince) = (true, null); }
    }

    /// <summary>An answer came back.</summary>
    public void HasServed()
    {
        lock (_lock) { _hasServed = true; }
    }

    /// <summary>Nobody could be reached; says since when.</summary>
    public Absence Away(TimeSpan grace)
    {
        lock (_lock)
        {
            if (!_wasThere) { return Absence.NeverThere; }

            _awaySince ??= time.GetTimestamp();
            return time.GetElapsedTime(_awaySince.Value) >= grace ? Absence.Gone : Absence.JustLeft;
        }
    }

    /// <summary>Remembers what a failure says of other requests.</summary>
    public void Failed(Failure failure)
    {
        lock (_lock)
        {
            if (failure.Kind == FailureKind.Refused) { _refusal ??= failure; }
            if (failure.Kind == FailureKind.Rejected) { _rejections++; }
        }
    }
}
