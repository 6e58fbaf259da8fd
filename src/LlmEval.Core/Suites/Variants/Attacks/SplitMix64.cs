using LlmEval.Model;

namespace LlmEval.Suites.Variants.Attacks;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): a 64-bit counter with the step <c>0x9E3779B97F4A7C15</c>, mixed by two
/// multiplications. Our own, because the sequence of <see cref="Random"/> may change with the runtime, and attacks must be the same texts on every machine. Not for secrets.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator whose sequence depends on all of the texts and on where one ends and the next begins.</summary>
    public static SplitMix64 Of(params ReadOnlySpan<string> texts) => new(Hash128.Of(string.Join('\n', texts)).High);

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1: the upper half of a product (Lemire 2019); its bias is below bound / 2^64.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>One of the items.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];
}
