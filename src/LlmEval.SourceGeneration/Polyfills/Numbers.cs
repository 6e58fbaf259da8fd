namespace System;

/// <summary>Members of newer frameworks.</summary>
internal static class NumberPolyfills
{
    extension(double)
    {
        public static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);
    }
}

/// <summary>Mixes hashes.</summary>
internal static class HashCode
{
    public static int Combine<T1, T2, T3, T4>(T1 first, T2 second, T3 third, T4 fourth) => (first, second, third, fourth).GetHashCode();
}
