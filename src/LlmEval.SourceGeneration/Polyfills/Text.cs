using System.Buffers;

namespace System.Text.Unicode
{
    /// <summary>Checks of UTF-8.</summary>
    internal static class Utf8
    {
        private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        public static bool IsValid(ReadOnlySpan<byte> bytes)
        {
            try
            {
                s_strict.GetCharCount(bytes.ToArray());
                return true;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}

namespace System.Text
{
    /// <summary>Overloads of newer frameworks.</summary>
    internal static class EncodingPolyfills
    {
        public static string GetString(this Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.GetString(bytes.ToArray());

        public static void GetBytes(this Encoding encoding, string text, ArrayBufferWriter<byte> writer) => writer.Write(encoding.GetBytes(text));

        public static void GetBytes(this Encoding encoding, ReadOnlySpan<char> text, ArrayBufferWriter<byte> writer) => writer.Write(encoding.GetBytes(text.ToArray()));
    }
}

namespace System
{
    /// <summary>Overloads of newer frameworks.</summary>
    internal static class TextPolyfills
    {
        extension(string)
        {
            public static string Create(IFormatProvider provider, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(provider))] ref System.Runtime.CompilerServices.DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
        }

        extension(char)
        {
            public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';
        }

        public static bool StartsWith(this string text, char c) => text.Length > 0 && text[0] == c;

        public static bool EndsWith(this string text, char c) => text.Length > 0 && text[text.Length - 1] == c;

        public static bool Contains(this string text, string part, StringComparison comparison) => text.IndexOf(part, comparison) >= 0;

        public static int IndexOf(this string text, char c, StringComparison comparison) => text.IndexOf(c.ToString(), comparison);
    }

    /// <summary>Searches of newer frameworks.</summary>
    internal static class SpanPolyfills
    {
        public static int IndexOfAny(this ReadOnlySpan<char> text, SearchValues<char> values) => text.IndexOfAny(values.Values);

        public static bool ContainsAnyExcept(this ReadOnlySpan<char> text, SearchValues<char> values)
        {
            foreach (char c in text)
            {
                if (Array.IndexOf(values.Values, c) < 0) { return true; }
            }

            return false;
        }

        public static int IndexOfAnyExceptInRange(this ReadOnlySpan<char> text, char low, char high)
        {
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] < low || text[i] > high) { return i; }
            }

            return -1;
        }

        public static bool ContainsAnyInRange(this ReadOnlySpan<char> text, char low, char high)
        {
            foreach (char c in text)
            {
                if (c >= low && c <= high) { return true; }
            }

            return false;
        }

        public static int Count(this ReadOnlySpan<char> text, char wanted)
        {
            int count = 0;
            foreach (char c in text) { count += c == wanted ? 1 : 0; }

            return count;
        }

        public static bool Contains(this ReadOnlySpan<string> words, string word) => words.IndexOf(word) >= 0;
    }
}
