using System.Buffers.Binary;
using System.Text.Json;

namespace LlmEval.Worker.Protocol;

/// <summary>
/// Messages over a stream: four bytes of length, little endian, then that many bytes of JSON. One reader at a time;
/// any number of writers.
/// </summary>
internal sealed class MessageStream : IAsyncDisposable
{
    /// <summary>Longest message in bytes. A longer one is a broken stream, not a message.</summary>
    public const int MaximumLength = 64 << 20;

    private readonly Stream _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Creates it around a stream, which it owns.</summary>
    public MessageStream(Stream stream) => _stream = stream;

    /// <summary>Sends one message.</summary>
    public async Task WriteAsync(Message message, CancellationToken cancellationToken = default)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message, MessageContext.Default.Message);
        if (body.Length > MaximumLength)
        {
            throw new InvalidDataException($"A message of {body.Length} bytes is longer than {MaximumLength} bytes.");
        }

        byte[] frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A frame that was begun is finished: half a frame would end the conversation.
            await _stream.WriteAsync(frame, CancellationToken.None).ConfigureAwait(false);
            await _stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Receives one message; null when the other side has closed between two messages.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a message.</exception>
    /// <exception cref="EndOfStreamException">The other side closed within a message.</exception>
    public async Task<Message?> ReadAsync(CancellationToken cancellationToken = default)
    {
        byte[] header = new byte[4];
        int read = await _stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0) { return null; }
        if (read < 4) { throw new EndOfStreamException("The stream ended within a message's length."); }

        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 2 or > MaximumLength) { throw new InvalidDataException($"{length} is not the length of a message."); }

        byte[] body = new byte[length];
        await _stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, MessageContext.Default.Message)
                ?? throw new InvalidDataException("A message must not be null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException("The bytes are not a message.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        _writing.Dispose();
    }
}
