using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic
{
    /// <summary>Members of newer frameworks.</summary>
    internal static class CollectionPolyfills
    {
        public static void Deconstruct<TKey, TValue>(this KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) => (key, value) = (pair.Key, pair.Value);

        public static TValue? GetValueOrDefault<TKey, TValue>(this Dictionary<TKey, TValue> dictionary, TKey key) =>
            dictionary.TryGetValue(key, out TValue value) ? value : default;

        public static bool TryPeek<T>(this Stack<T> stack, [MaybeNullWhen(false)] out T top)
        {
            top = stack.Count > 0 ? stack.Peek() : default!;
            return stack.Count > 0;
        }
    }
}

namespace System.Linq
{
    /// <summary>Members of newer frameworks.</summary>
    internal static class SequencePolyfills
    {
        public static IEnumerable<T> Order<T>(this IEnumerable<T> items, IComparer<T> comparer) => items.OrderBy(i => i, comparer);
    }
}

namespace System.IO
{
    /// <summary>Members of newer frameworks.</summary>
    internal static class StreamPolyfills
    {
        public static int Read(this Stream stream, byte[] buffer) => stream.Read(buffer, 0, buffer.Length);

        public static int ReadAtLeast(this Stream stream, Span<byte> buffer, int minimum, bool throwOnEndOfStream)
        {
            byte[] bytes = new byte[buffer.Length];
            int count = 0;
            for (int read; count < minimum && (read = stream.Read(bytes, count, bytes.Length - count)) > 0;) { count += read; }

            if (count < minimum && throwOnEndOfStream) { throw new EndOfStreamException(); }

            bytes.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
    }
}
