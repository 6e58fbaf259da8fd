using System.Buffers;

namespace LlmEval.Scoring.Text.NGrams;

/// <summary>Arrays of the shared pool.</summary>
internal static class Pooled
{
    /// <summary>Moves the first items into a larger array.</summary>
    public static void Grow<T>(ref T[] array, int used, int needed)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, (int)Math.Min(2L * array.Length, Array.MaxLength)));
        array.AsSpan(0, used).CopyTo(larger);
        Return(ref array);
        array = larger;
    }

    /// <summary>Gives an array back, once.</summary>
    public static void Return<T>(ref T[] array)
    {
        GiveBack(array);
        array = [];
    }

    /// <summary>Gives an array back. The pool would keep the large ones, which only rare texts need.</summary>
    public static void GiveBack<T>(T[] array)
    {
        if (array.Length is > 0 and <= 1 << 20) { ArrayPool<T>.Shared.Return(array); }
    }

    /// <summary>An array whose first items are the default.</summary>
    public static T[] RentCleared<T>(int length)
    {
        T[] array = ArrayPool<T>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }
}
