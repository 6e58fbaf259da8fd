using System.Text;
using System.Text.Unicode;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>Opens files as UTF-8 and says in a diagnostic why it cannot.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The whole text of a small document, without its byte order mark; null when it was reported.</summary>
    public static string? Read(string path, DiagnosticBag diagnostics) =>
        ReadBytes(path, diagnostics) is { } bytes ? Decode(bytes, path, diagnostics) : null;

    /// <summary>The bytes of a small document; null when it was reported.</summary>
    public static byte[]? ReadBytes(string path, DiagnosticBag diagnostics)
    {
        using FileStream? stream = Open(path, diagnostics);
        if (stream is null) { return null; }

        try
        {
            // Not the length alone: a pipe or a growing file has none that holds.
            using MemoryStream copy = new();
            byte[] buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                copy.Write(buffer, 0, read);
                if (copy.Length > YamlReader.MaxBytes)
                {
                    diagnostics.Add(Diagnostics.DocumentTooLarge, new Location(path),
                        $"The file is larger than {YamlReader.MaxBytes / (1024 * 1024)} MiB. Keep cases in a data file, which is read row by row.");
                    return null;
                }
            }

            return copy.ToArray();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            Unreadable(path, e, diagnostics);
            return null;
        }
    }

    /// <summary>Bytes as text; null when they are not UTF-8, which is reported at its line.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, string path, DiagnosticBag diagnostics)
    {
        bytes = WithoutMark(bytes);
        if (Utf8.IsValid(bytes)) { return Encoding.UTF8.GetString(bytes); }

        diagnostics.Add(BadEncoding(new Location(path, LineOfFirstBadByte(bytes))));
        return null;
    }

    /// <summary>A reader that throws <see cref="DecoderFallbackException"/> where a file is not UTF-8.</summary>
    public static TextReader Reader(Stream stream)
    {
        SkipMark(stream);
        return new StreamReader(stream, Strict, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
    }

    /// <summary>Opens a file for reading beside others; null when it was reported.</summary>
    public static FileStream? Open(string path, DiagnosticBag diagnostics)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            Unreadable(path, e, diagnostics);
            return null;
        }
    }

    /// <summary>Moves past a byte order mark.</summary>
    public static void SkipMark(Stream stream)
    {
        Span<byte> start = stackalloc byte[3];
        int read = stream.ReadAtLeast(start, 3, throwOnEndOfStream: false);
        if (WithoutMark(start[..read]).Length == read) { stream.Position = 0; }
    }

    /// <summary>Whether a stream at its start begins with a byte order mark of UTF-16.</summary>
    public static bool StartsAsUtf16(Stream stream)
    {
        Span<byte> start = stackalloc byte[2];
        int read = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        stream.Position = 0;
        return read == 2 && start is [0xFE, 0xFF] or [0xFF, 0xFE];
    }

    /// <summary>The bytes after a byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>The diagnostic for bytes that are no UTF-8.</summary>
    public static Diagnostic BadEncoding(Location location) =>
        Diagnostics.BadEncoding.At(location, "The file is not valid UTF-8 here. Save it as UTF-8.");

    /// <summary>Whether an exception means that the file system refused.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>Reports that the file system refused.</summary>
    public static void Unreadable(string path, Exception exception, DiagnosticBag diagnostics) =>
        diagnostics.Add(Diagnostics.FileNotFound, new Location(path), exception is FileNotFoundException or DirectoryNotFoundException
            ? $"The file '{Path.GetFileName(path)}' does not exist. Create it, or mend the path that names it."
            : $"The file '{Path.GetFileName(path)}' cannot be read ({exception.GetType().Name}). Check that it is a file and its permissions.");

    private static int LineOfFirstBadByte(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        while (bytes.IndexOf((byte)'\n') is var end and >= 0 && Utf8.IsValid(bytes[..end]))
        {
            line++;
            bytes = bytes[(end + 1)..];
        }

        return line;
    }
}
