namespace LlmEval.Endpoints.Scheduling;

/// <summary>Reads the body of a response up to a limit, so that a server gone mad cannot fill the memory.</summary>
internal static class BoundedBody
{
    /// <summary>The body, or null when it is longer than <paramref name="most"/> bytes.</summary>
    /// <exception cref="IOException">It was cut.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most) { return null; }

        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[(int)Math.Min((content.Headers.ContentLength ?? 4095) + 1, most + 1L)];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0) { return buffer.AsMemory(0, length); }

            length += read;
            if (length > most) { return null; }
            if (length == buffer.Length) { Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, most + 1L)); }
        }
    }
}
