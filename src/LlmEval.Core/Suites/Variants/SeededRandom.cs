using LlmEval.Model;

namespace LlmEval.Suites.Variants;

/// <summary>
/// Numbers that look random and are the same on every machine and version: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014), a 64-bit counter mixed by two multiplications. Our own, because the sequence of <see cref="Random"/> may change with the runtime. Not for secrets.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator whose numbers depend on all of the texts and on where one ends and the next begins.</summary>
    public static SeededRandom Of(params ReadOnlySpan<string> texts) => new(Hash128.Of(string.Join('\n', texts)).High);

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="count"/> - 1: the upper half of a product (Lemire 2019); its bias is below count / 2^64.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>One of the items.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>Puts the items of a list into another order (Fisher and Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    /// <summary>Some of the numbers from 0 to <paramref name="count"/> - 1, ascending.</summary>
    public int[] Sample(int count, int take)
    {
        // Floyd's algorithm: as much memory as is taken.
        HashSet<int> chosen = [];
        for (int i = count - Math.Min(take, count); i < count; i++)
        {
            if (!chosen.Add(Below(i + 1))) { chosen.Add(i); }
        }

        return [.. chosen.Order()];
    }
}
