namespace LlmEval.Llama.Workers;

/// <summary>What a worker writes to its standard streams: in a file, and the last lines at hand for messages.</summary>
internal sealed class WorkerLog : IDisposable
{
    private const int Kept = 8;
    private const int MostLine = 300;
    private const long LongFile = 1 << 20;

    private readonly Queue<string> _last = new();
    private readonly StreamWriter _file;
    private bool _closed;

    private WorkerLog(StreamWriter file, string path) => (_file, Path) = (file, path);

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Opens <c>NAME.log</c> in a folder, or <c>NAME-2.log</c> ... while another run writes the former.</summary>
    public static WorkerLog Open(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        string safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        for (int i = 1; ; i++)
        {
            string path = System.IO.Path.Combine(folder, FormattableString.Invariant($"llama-{safe}{(i == 1 ? string.Empty : $"-{i}")}.log"));
            try
            {
                // No sharing for writing: two runs never mix their lines. Begun anew when it became long.
                FileMode mode = new FileInfo(path) is { Exists: true, Length: > LongFile } ? FileMode.Create : FileMode.Append;
                return new WorkerLog(new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.None)) { AutoFlush = true }, path);
            }
            catch (IOException) when (i < 100 && File.Exists(path))
            {
                continue;
            }
        }
    }

    /// <summary>Adds a line; null is ignored.</summary>
    public void Write(string? line)
    {
        if (line is null) { return; }

        lock (_last)
        {
            if (_closed) { return; }

            _file.WriteLine(line);
            if (line.Trim().Length == 0) { return; }

            _last.Enqueue(line.Length > MostLine ? line[..MostLine] : line.Trim());
            if (_last.Count > Kept) { _last.Dequeue(); }
        }
    }

    /// <summary>The last lines, in one.</summary>
    public string LastLines()
    {
        lock (_last) { return _last.Count == 0 ? "it wrote nothing" : string.Join(" | ", _last); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_last)
        {
            _closed = true;
            _file.Dispose();
        }
    }
}
