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
        if (array.Length > 0) { ArrayPool<T>.Shared.Return(array); }

        array = [];
    }

    /// <summary>An array whose first items are the default.</summary>
    public static T[] RentCleared<T>(int length)
    {
        T[] array = ArrayPool<T>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }
}
