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
    public static void Write(string path, Action<Stream> content) => WriteAll([(path, content)]);

    /// <summary>Writes several files: none appears before all are on the disk.</summary>
    /// <exception cref="LlmEvalException">LLM3007: one cannot be written.</exception>
    public static void WriteAll(IReadOnlyList<(string Path, Action<Stream> Content)> files)
    {
        List<(string Path, string Temporary)> staged = [];
        string at = string.Empty;
        try
        {
            foreach ((string path, Action<Stream> content) in files)
            {
                at = path;
                string temporary = $"{path}.{Environment.ProcessId}.{Path.GetRandomFileName()}.tmp";
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                staged.Add((path, temporary));
                using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                content(stream);
                stream.Flush(flushToDisk: true);
            }

            foreach ((string path, string temporary) in staged)
            {
                at = path;
                File.Move(temporary, path, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach ((_, string temporary) in staged) { TryDelete(temporary); }

            throw new LlmEvalException(
                Diagnostics.CacheUnwritable.At(new Location(at), $"The file cannot be written: {e.Message} Free space or rights are missing in its folder."), e);
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
