namespace LlmEval.Endpoints.Scheduling;

/// <summary>How often and how long a request is tried.</summary>
internal sealed record RetrySettings
{
    /// <summary>The usual ones.</summary>
    public static readonly RetrySettings Default = new();

    /// <summary>Retries after a cut connection, a half answer or a fault of the server.</summary>
    public int Transient { get; init; } = 5;

    /// <summary>Retries after "too many requests": those cost nothing and pass by waiting.</summary>
    public int Throttled { get; init; } = 30;

    /// <summary>First delay; each further one is about twice as long, with jitter.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest delay that the server did not ask for.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No further attempt is begun when this has passed since the first.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a server that has answered before may be away before the run ends.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time between two attempts to reach a server that is away.</summary>
    public TimeSpan ReachDelay { get; init; } = TimeSpan.FromMilliseconds(750);

    /// <summary>Time for name resolution and connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Most bytes of an answer; more is a fault of the server.</summary>
    public int LongestBody { get; init; } = 64 << 20;

    /// <summary>A number from 0 to 1 for each delay that a server asked for: it is kept, and up to a tenth longer, so that many clients do not return together.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}
