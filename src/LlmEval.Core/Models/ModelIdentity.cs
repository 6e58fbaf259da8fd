namespace LlmEval.Models;

/// <summary>What a model is, as far as its answers depend on it; part of every cache key.</summary>
public sealed record ModelIdentity
{
    /// <summary>Stable text that differs whenever answers may differ: <c>llama:sha256:...</c>. Never a path, a time or a secret.</summary>
    public required string Key { get; init; }

    /// <summary>Whether the same request always gives the same answer when sampling is greedy (temperature 0).</summary>
    public bool DeterministicWhenGreedy { get; init; }

    /// <summary>
    /// Whether <see cref="Key"/> names the weights or code themselves, so that the model cannot change under its name. A vendor's alias can.
    /// </summary>
    public bool IsPinned { get; init; }

    /// <summary>What is worth knowing later but must not change a key: path, engine version, device ...</summary>
    public IReadOnlyDictionary<string, string> Lineage { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
