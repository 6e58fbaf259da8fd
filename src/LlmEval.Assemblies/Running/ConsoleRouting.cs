using System.Text;

namespace LlmEval.Assemblies.Running;

/// <summary>
/// Keeps what user's code writes to the console away from standard output and standard error, which speak to the build. It follows the flow of
/// execution: tasks and threads that the code starts write into its log, the engine's own threads to the console.
/// </summary>
internal sealed class ConsoleRouting : IDisposable
{
    private static readonly AsyncLocal<CodeLog?> s_log = new();
    private static readonly Lock s_gate = new();
    private static int s_users;
    private static TextWriter s_output = TextWriter.Null;
    private static TextWriter s_error = TextWriter.Null;

    // None until the first user comes: a host that silences its console sets it to TextWriter.Null, which must not look like ours.
    private static TextWriter? s_routedOutput;
    private static TextWriter? s_routedError;
    private bool _isDisposed;

    /// <summary>Begins to route, for as long as somebody does.</summary>
    public ConsoleRouting()
    {
        lock (s_gate)
        {
            s_users++;

            // Also for a second user: somebody may have replaced the console since the first one came, and what is written would go there.
            if (!ReferenceEquals(Console.Out, s_routedOutput))
            {
                s_output = Console.Out;
                Console.SetOut(new Router(s_output));
                s_routedOutput = Console.Out;
            }

            if (!ReferenceEquals(Console.Error, s_routedError))
            {
                s_error = Console.Error;
                Console.SetError(new Router(s_error));
                s_routedError = Console.Error;
            }
        }
    }

    /// <summary>Makes the rest of this flow of execution, and what it starts, write into a log.</summary>
    public static void Into(CodeLog log) => s_log.Value = log;

    /// <summary>The process's own standard error.</summary>
    public static TextWriter Error
    {
        get { lock (s_gate) { return s_users > 0 ? s_error : Console.Error; } }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (s_gate)
        {
            if (_isDisposed) { return; }

            _isDisposed = true;
            if (--s_users > 0) { return; }

            // Whoever replaced them since knows better.
            if (ReferenceEquals(Console.Out, s_routedOutput)) { Console.SetOut(s_output); }
            if (ReferenceEquals(Console.Error, s_routedError)) { Console.SetError(s_error); }
        }
    }

    private sealed class Router(TextWriter console) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        public override void Write(char value)
        {
            if (s_log.Value is { } log) { log.Write([value]); }
            else { console.Write(value); }
        }

        public override void Write(string? value)
        {
            if (s_log.Value is { } log) { log.Write(value); }
            else { console.Write(value); }
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (s_log.Value is { } log) { log.Write(buffer); }
            else { console.Write(buffer); }
        }

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void WriteLine(string? value) => Write(value + Environment.NewLine);

        public override void Flush() => console.Flush();
    }
}
