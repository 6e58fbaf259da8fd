using LlmEval.Caching;
using LlmEval.Manifests;
using LlmEval.Model;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Reporting.History;

/// <summary>
/// The runs of a project, a line each suite and model: JSON lines that are only ever appended. Writers take turns by a lock file and write their lines at once, so that two builds
/// lose nothing; what a kill or a full disk tore is a line of its own that readers skip.
/// </summary>
public static class HistoryFile
{
    /// <summary>The property that names it: a path relative to the project, or <c>off</c>.</summary>
    public const string Property = "LlmEvalHistory";

    private const string Off = "off";

    /// <summary>How long a writer waits for others; a line takes milliseconds.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Where the runs of a project are: what <see cref="Property"/> says, else <c>history/&lt;project&gt;-&lt;hash of its path&gt;.jsonl</c> in the home folder, where a clean does not reach.
    /// </summary>
    /// <param name="manifest">The project.</param>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <returns>A full path, or null when it is switched off.</returns>
    public static string? PathOf(Manifest manifest, Func<string, string?> environment) => manifest.Setting(Property) switch
    {
        { } off when off.Equals(Off, StringComparison.OrdinalIgnoreCase) => null,
        { } path => Path.GetFullPath(path, manifest.ProjectDirectory),
        null => Path.Combine(HomeLocation.Resolve(environment), "history",
            $"{FileNames.Of(manifest.ProjectName)}-{Hash128.Of(manifest.Project).ToString()[..12]}.jsonl"),
    };

    /// <summary>The runs in a file, oldest first; none where there is no file.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="LlmEvalException">LLM1013: the file is there and cannot be read.</exception>
    public static IReadOnlyList<HistoryRun> Read(string path) => Read(path, out _);

    /// <summary>The runs in a file, oldest first; none where there is no file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="skipped">Lines that are torn, damaged or of a newer version.</param>
    /// <param name="most">Bytes at the end of the file that are read at most.</param>
    /// <exception cref="LlmEvalException">LLM1013: the file is there and cannot be read.</exception>
    public static IReadOnlyList<HistoryRun> Read(string path, out int skipped, long most = long.MaxValue)
    {
        skipped = 0;
        List<HistoryRun> runs = [];
        try
        {
            if (!File.Exists(path)) { return runs; }

            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            if (file.Length > most)
            {
                // Within a line; the rest of it is none.
                file.Seek(-most, SeekOrigin.End);
                _ = reader.ReadLine();
            }

            while (reader.ReadLine() is { } line)
            {
                if (line.Length == 0) { continue; }

                if (HistoryJson.Read(line) is { } run) { runs.Add(run); }
                else { skipped++; }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.FileNotFound.At(new Location(path), $"The history of runs cannot be read: {e.Message}"), e);
        }

        // Two builds write in the order in which they end; a clock may have been set back.
        return [.. runs.OrderBy(r => r.Time)];
    }

    /// <summary>Adds runs, all of them or none.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="LlmEvalException">LLM3007: the file cannot be written, or another process held it all the time.</exception>
    public static void Append(string path, IReadOnlyList<HistoryRun> runs)
    {
        if (runs.Count == 0) { return; }

        using MemoryStream lines = new();
        foreach (HistoryRun run in runs)
        {
            HistoryJson.Write(lines, run);
            lines.WriteByte((byte)'\n');
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using SafeFileHandle turn = TakeTurn(path + ".lock");
            using FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0,
            });
            byte[] text = [.. EndsTorn(file) ? "\n"u8 : [], .. lines.GetBuffer().AsSpan(0, (int)lines.Length)];
            file.Seek(0, SeekOrigin.End);
            file.Write(text);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LlmEvalException(Diagnostics.CacheUnwritable.At(new Location(path),
                $"The history of runs cannot be written: {e.Message} Free space or rights are missing, or name another file in {Property} ('{Off}' for none)."), e);
        }
    }

    private static SafeFileHandle TakeTurn(string path)
    {
        for (long began = Environment.TickCount64; ; Thread.Sleep(s_pause))
        {
            try { return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) when (Environment.TickCount64 - began < s_patience.TotalMilliseconds && Directory.Exists(Path.GetDirectoryName(path)))
            {
                // Another process is at it.
            }
        }
    }

    /// <summary>Whether an earlier writer was killed within its line.</summary>
    private static bool EndsTorn(FileStream file)
    {
        if (file.Length == 0) { return false; }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
