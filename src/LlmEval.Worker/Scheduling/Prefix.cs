namespace LlmEval.Worker.Scheduling;

/// <summary>A beginning that is kept in a sequence of its own, for requests that begin the same way.</summary>
internal sealed class Prefix
{
    public Prefix(int sequence) => Sequence = sequence;

    public int Sequence { get; }

    /// <summary>Its tokens; empty when unused.</summary>
    public int[] Tokens { get; set; } = [];

    /// <summary>Number of the last request that began with it: the one that was not used for longest gives way.</summary>
    public long LastUse { get; set; }

    /// <summary>Slots that stand on its cells now.</summary>
    public int Users { get; set; }
}
