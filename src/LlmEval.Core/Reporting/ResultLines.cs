using System.Text;
using System.Text.Json;

namespace LlmEval.Reporting;

/// <summary>The lines of cases of a result file as they stand there, for who reads a large one without parsing each.</summary>
internal static class ResultLines
{
    /// <summary>Reads the file in blocks of whole lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">About how large a block is; a longer line makes a larger one.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Blocks(string path, int bytes)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] block = new byte[bytes];
        int length = 0;
        while (true)
        {
            length += stream.ReadAtLeast(block.AsSpan(length), block.Length - length, throwOnEndOfStream: false);
            if (length < block.Length) { break; }

            int end = block.AsSpan().LastIndexOf((byte)'\n') + 1;
            if (end == 0)
            {
                Array.Resize(ref block, block.Length * 2);
                continue;
            }

            byte[] next = new byte[Math.Max(bytes, length - end)];
            block.AsSpan(end).CopyTo(next);
            yield return block.AsMemory(0, end);
            (block, length) = (next, length - end);
        }

        if (length > 0) { yield return block.AsMemory(0, length); }
    }

    /// <summary>The lines of cases in a block; header and metrics over the suite are passed over.</summary>
    public static IEnumerable<(string Id, ReadOnlyMemory<byte> Line)> Cases(ReadOnlyMemory<byte> block)
    {
        while (!block.IsEmpty)
        {
            int end = block.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? block : block[..end];
            block = end < 0 ? default : block[(end + 1)..];
            if (IdOf(line.Span) is { } id) { yield return (id, line); }
        }
    }

    /// <summary>
    /// How many samples stand in a block, and how many of them came from the cache. A quotation mark within a text is escaped, so that these bytes are never part of one.
    /// </summary>
    public static (int All, int Cached) Samples(ReadOnlySpan<byte> block)
    {
        int cached = block.Count("\"cached\":true"u8);
        return (cached + block.Count("\"cached\":false"u8), cached);
    }

    private static string? IdOf(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> start = "{\"case\":\""u8;
        if (!line.StartsWith(start)) { return null; }

        ReadOnlySpan<byte> rest = line[start.Length..];
        int end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end >= 0 && rest[end] == '"') { return Encoding.UTF8.GetString(rest[..end]); }

        Utf8JsonReader reader = new(line);
        for (int token = 0; token < 3; token++) { reader.Read(); }

        return reader.GetString();
    }
}
