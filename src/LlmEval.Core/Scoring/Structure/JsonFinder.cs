using System.Text;
using System.Text.Json;

namespace LlmEval.Scoring.Structure;

/// <summary>
/// Finds the JSON objects and lists in a text, from left to right; those inside of another are not told. Linear: an attempt ends at 64 open
/// brackets, and one that succeeds is passed over.
/// </summary>
internal static class JsonFinder
{
    private const int MaxDepth = 64;

    /// <summary>Start and length of each, in UTF-16 units.</summary>
    public static IEnumerable<(int Start, int Length)> Find(string text, CancellationToken cancellationToken)
    {
        // Half a surrogate pair becomes one replacement character, so that lengths agree; whoever parses the part sees it.
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int at = 0;
        int counted = 0;
        int chars = 0;
        while (at < bytes.Length)
        {
            int next = bytes.AsSpan(at).IndexOfAny((byte)'{', (byte)'[');
            if (next < 0) { yield break; }

            at += next;
            cancellationToken.ThrowIfCancellationRequested();
            int length = Measure(bytes.AsSpan(at));
            if (length == 0)
            {
                at++;
                continue;
            }

            chars += Encoding.UTF8.GetCharCount(bytes, counted, at - counted);
            int size = Encoding.UTF8.GetCharCount(bytes, at, length);
            yield return (chars, size);
            at += length;
            (counted, chars) = (at, chars + size);
        }
    }

    /// <summary>How many bytes the value takes with which the text begins; 0 when it is none.</summary>
    private static int Measure(ReadOnlySpan<byte> text)
    {
        // Not the final block: what follows the value is not looked at.
        Utf8JsonReader reader = new(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray && reader.CurrentDepth == 0) { return (int)reader.BytesConsumed; }
            }
        }
        catch (JsonException) { }

        return 0;
    }
}
