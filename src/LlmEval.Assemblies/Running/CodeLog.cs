using System.Text;

namespace LlmEval.Assemblies.Running;

/// <summary>Where the console output of user's code goes: a file that is made when something is said, without the process's own output.</summary>
/// <param name="path">The file; what an earlier run said is replaced.</param>
internal sealed class CodeLog(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private StreamWriter? _file;
    private bool _isClosed;

    /// <summary>Writes; after the end, or where the file cannot be written, it is lost.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            if (_isClosed) { return; }

            try
            {
                if (_file is null)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    _file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
                }

                _file.Write(text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { _isClosed = true; }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file?.Dispose();
        }
    }
}
