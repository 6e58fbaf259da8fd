using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmEval.Endpoints.Scheduling;

/// <summary>
/// Reads an answer that comes in pieces, up to a limit: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), or
/// documents in lines of their own.
/// </summary>
internal static class StreamedPieces
{
    /// <summary>The documents, one by one, up to the one that says that there is no more.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="isLines">Whether each line is a document; else they are the data of events.</param>
    /// <param name="most">Most bytes of the whole body.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TooLongException">The body is longer.</exception>
    /// <exception cref="JsonException">A piece is no JSON.</exception>
    /// <exception cref="IOException">It was cut.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        Stream stream, bool isLines, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<byte> data = [];
        await foreach (ReadOnlyMemory<byte> line in LinesAsync(stream, most, cancellationToken).ConfigureAwait(false))
        {
            if (!isLines && line.Length > 0)
            {
                Take(line.Span, data);
                continue;
            }

            ReadOnlyMemory<byte> document = isLines ? line : data.ToArray();
            data.Clear();
            if (document.Length == 0) { continue; }
            if (document.Span.SequenceEqual("[DONE]"u8)) { yield break; }

            yield return JsonElement.Parse(document.Span);
        }

        // Some servers leave out the empty line after the last event.
        if (data.Count > 0 && !data.SequenceEqual("[DONE]"u8.ToArray())) { yield return JsonElement.Parse(data.ToArray()); }
    }

    /// <summary>Adds a line of an event to its data; comments, names and ids of events do not matter.</summary>
    private static void Take(ReadOnlySpan<byte> line, List<byte> data)
    {
        if (!line.StartsWith("data:"u8)) { return; }

        line = line[5..];
        if (line.Length > 0 && line[0] == (byte)' ') { line = line[1..]; }
        if (data.Count > 0) { data.Add((byte)'\n'); }

        data.AddRange(line);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Stream stream, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        long total = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            total += read;
            if (total > most) { throw new TooLongException(); }

            int begin = 0;
            int search = length;
            length += read;
            for (int at; (at = buffer.AsSpan(search, length - search).IndexOf((byte)'\n')) >= 0;)
            {
                int end = search + at;
                yield return buffer.AsMemory(begin, end - begin - (end > begin && buffer[end - 1] == (byte)'\r' ? 1 : 0));
                begin = search = end + 1;
            }

            if (read == 0)
            {
                if (length > begin) { yield return buffer.AsMemory(begin, length - begin); }

                yield break;
            }

            buffer.AsSpan(begin, length - begin).CopyTo(buffer);
            length -= begin;
            if (length == buffer.Length) { Array.Resize(ref buffer, buffer.Length * 2); }
        }
    }
}
