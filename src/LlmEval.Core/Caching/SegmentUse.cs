using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>Whether a segment is finished: nobody writes it and nobody will, because writers only ever create new ones.</summary>
internal static class SegmentUse
{
    /// <summary>How long a segment of another machine must have been left alone: there, nobody can be asked whether its writer lives.</summary>
    private static readonly TimeSpan s_foreignAge = TimeSpan.FromDays(1);

    /// <summary>Looks at the writer that the header names and, because that one may be of another container, whether the file is open at all.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="now">The time, UTC.</param>
    public static bool IsFinished(FileInfo segment, DateTimeOffset now)
    {
        try
        {
            using (SafeFileHandle handle = CacheLayout.OpenToRead(segment.FullName))
            {
                // A segment without a header is one that is just being created, or that was torn at once: its age tells which.
                SegmentHeader? header = SegmentHeader.TryRead(handle);
                if (header?.IsWriterAlive(segment.FullName) == true) { return false; }

                bool isForeign = header is null || (header.ProcessId != 0 && !string.Equals(header.Host, Environment.MachineName, StringComparison.Ordinal));
                if (isForeign && now.UtcDateTime - segment.LastWriteTimeUtc < s_foreignAge) { return false; }
            }

            using SafeFileHandle alone = File.OpenHandle(segment.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
