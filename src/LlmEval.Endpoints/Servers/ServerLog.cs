using LlmEval.Endpoints.Secrets;

namespace LlmEval.Endpoints.Servers;

/// <summary>What a server writes: in a file without secrets, and the last lines at hand for messages.</summary>
internal sealed class ServerLog : IDisposable
{
    private const int Kept = 12;
    private const long LongestFile = 16 << 20;

    private readonly Queue<string> _last = new();
    private readonly Redactor _redactor;
    private readonly StreamWriter _file;
    private bool _closed;
    private bool _isBroken;

    private ServerLog(StreamWriter file, string path, Redactor redactor) => (_file, Path, _redactor) = (file, path, redactor);

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Begins <c>server-NAME.log</c> in a folder, or <c>server-NAME-2.log</c> ... while another run writes the former.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ServerLog Open(string folder, string name, Redactor redactor)
    {
        Directory.CreateDirectory(folder);
        string safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        for (int i = 1; ; i++)
        {
            string path = System.IO.Path.Combine(folder, FormattableString.Invariant($"server-{safe}{(i == 1 ? string.Empty : $"-{i}")}.log"));
            try
            {
                // No sharing for writing: two runs never mix their lines.
                FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
                return new ServerLog(new StreamWriter(file) { AutoFlush = true }, path, redactor);
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

        line = _redactor.Hide(line);
        lock (_last)
        {
            if (_closed) { return; }

            if (!_isBroken) { WriteToFile(line); }
            if (line.Trim().Length == 0) { return; }

            _last.Enqueue(_redactor.Clean(line));
            if (_last.Count > Kept) { _last.Dequeue(); }
        }
    }

    /// <summary>The last lines, in one.</summary>
    public string LastLines()
    {
        lock (_last) { return _last.Count == 0 ? "it wrote nothing" : string.Join(" | ", _last); }
    }

    /// <summary>Closes it and, when nothing happened that it could explain, deletes it.</summary>
    public void Close(bool keep)
    {
        Dispose();
        if (!keep) { File.Delete(Path); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_last)
        {
            _closed = true;
            try { _file.Dispose(); }
            catch (IOException) { /* What it still held is lost with the rest. */ }
        }
    }

    /// <summary>Nobody could catch it where lines come in: a full disk would end the whole run.</summary>
    private void WriteToFile(string line)
    {
        try
        {
            if (_file.BaseStream.Length > LongestFile)
            {
                _file.BaseStream.SetLength(0);
                _file.WriteLine("(The lines before were dropped: the log had become too long.)");
            }

            _file.WriteLine(line);
        }
        catch (IOException) { _isBroken = true; }
    }
}
