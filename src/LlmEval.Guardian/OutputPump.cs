namespace LlmEval.Guardian;

/// <summary>Passes a server's output on. When the run is gone it is read on and dropped: a server must not hang because nobody listens.</summary>
internal sealed class OutputPump(Stream target)
{
    private readonly Lock _turn = new();
    private bool _broken;

    /// <summary>Passes on until the source ends.</summary>
    public async Task RunAsync(Stream source)
    {
        byte[] buffer = new byte[8192];
        try
        {
            while (await source.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0) { Write(buffer.AsSpan(0, read)); }
        }
        catch (IOException)
        {
            // The server is gone.
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_turn)
        {
            if (_broken) { return; }

            try { target.Write(bytes); }
            catch (IOException) { _broken = true; }
        }
    }
}
