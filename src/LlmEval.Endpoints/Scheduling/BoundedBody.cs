using System.Buffers;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// Reads the body of a response up to a limit, so that a server gone mad cannot fill the memory. What comes without its length is held in
/// borrowed blocks until its end, so that nothing is left behind of what is too long.
/// </summary>
internal static class BoundedBody
{
    private const int FirstBlock = 4 << 10;
    private const int LargestBlock = 1 << 20;

    /// <summary>The body, or null when it is longer than <paramref name="most"/> bytes.</summary>
    /// <exception cref="IOException">It was cut.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        long? said = content.Headers.ContentLength;
        if (said > most) { return null; }

        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (said is { } length)
        {
            // The handler ends the stream at the length that was said, and throws when it was cut before.
            byte[] whole = new byte[length];
            int got = await stream.ReadAtLeastAsync(whole, whole.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return whole.AsMemory(0, got);
        }

        List<byte[]> blocks = [];
        try
        {
            return await ReadAsync(stream, most, blocks, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (byte[] block in blocks) { ArrayPool<byte>.Shared.Return(block); }
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, int most, List<byte[]> blocks, CancellationToken cancellationToken)
    {
        int total = 0, used = 0;
        while (true)
        {
            if (blocks.Count == 0 || used == blocks[^1].Length)
            {
                blocks.Add(ArrayPool<byte>.Shared.Rent(Math.Min(LargestBlock, FirstBlock << Math.Min(blocks.Count, 16))));
                used = 0;
            }

            int read = await stream.ReadAsync(blocks[^1].AsMemory(used), cancellationToken).ConfigureAwait(false);
            if (read == 0) { return Joined(blocks, total); }

            used += read;
            total += read;
            if (total > most) { return null; }
        }
    }

    private static byte[] Joined(List<byte[]> blocks, int length)
    {
        byte[] whole = new byte[length];
        int at = 0;
        foreach (byte[] block in blocks)
        {
            int count = Math.Min(block.Length, length - at);
            block.AsSpan(0, count).CopyTo(whole.AsSpan(at));
            at += count;
        }

        return whole;
    }
}
