using System.Text;

namespace LlmEval.Model;

/// <summary>Writes whole files so that a reader, a kill or a full disk never leaves half of one.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="LlmEvalException">LLM3007: it cannot be written.</exception>
    public static void WriteAllText(string path, string text) => Write(path, stream =>
    {
        byte[] bytes = Utf8.GetBytes(text);
        stream.Write(bytes);
    });

    /// <summary>Writes what <paramref name="content"/> writes; the file appears whole or not at all.</summary>
    /// <exception cref="LlmEvalException">LLM3007: it cannot be written.</exception>
    public static void Write(string path, Action<Stream> content)
    {
        string temporary = $"{path}.{Environment.ProcessId}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new LlmEvalException(
                Diagnostics.CacheUnwritable.At(new Location(path), $"The file cannot be written: {e.Message} Free space or rights are missing in its folder."), e);
        }
    }

    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason to write nothing is also the reason that the rest cannot be removed; it is told by the caller.
            System.Diagnostics.Debug.WriteLine(e.Message);
        }
    }
}
