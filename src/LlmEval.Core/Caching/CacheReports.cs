using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>The cache's diagnostics.</summary>
internal static class CacheReports
{
    public static LlmEvalException Unwritable(string directory, Exception cause) =>
        new(Unwritable(directory, cause.Message), cause);

    public static Diagnostic Unwritable(string directory, string cause) => Diagnostics.CacheUnwritable.At(
        new Location(directory),
        $"The response cache in '{directory}' cannot be written: {OneLine(cause)} Make room or give the rights, or name another folder in LLMEVAL_CACHE_DIR or in the property LlmEvalCacheDirectory; what was stored before is kept.");

    public static Diagnostic TornTail(string path, long offset, long length) => Diagnostics.CacheDamaged.At(
        new Location(path),
        $"The last {length} bytes, from offset {offset} on, are not a whole record, as after a kill or on a full disk; they are ignored and all answers before them serve. What is missing is asked for again; nothing needs to be done.",
        Severity.Message);

    public static Diagnostic Damaged(string path, long offset, long length) => Diagnostics.CacheDamaged.At(
        new Location(path),
        $"{length} bytes, the first at offset {offset}, are damaged and ignored; the segment's other answers serve. What is missing is asked for again; check the disk; 'llmeval cache compact' may end this warning, deleting the file does.");

    public static Diagnostic Unreadable(string path, string cause) => Diagnostics.CacheDamaged.At(
        new Location(path),
        $"It cannot be read and is ignored: {OneLine(cause)} What is missing is asked for again; give the rights to read it, or delete it.");

    private static string OneLine(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
