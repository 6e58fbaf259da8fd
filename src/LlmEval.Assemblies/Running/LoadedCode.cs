using System.Reflection;
using LlmEval.Assemblies.Closure;
using LlmEval.Assemblies.Loading;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Assemblies.Running;

/// <summary>User's assemblies, loaded to run: the copy they run from, their console. Everything of them is entered here.</summary>
internal sealed class LoadedCode : IDisposable
{
    private readonly CodeCopy _copy;
    private readonly CodeContext _code;
    private readonly CodeLog _log;
    private readonly ConsoleRouting _console;
    private readonly ExitWatch _exit;

    /// <summary>Copies and loads.</summary>
    /// <param name="closure">The assembly with what it needs.</param>
    /// <param name="context">The folders of the run.</param>
    /// <param name="name">Names its log.</param>
    /// <param name="who">Who it is, for messages: <c>The code of the model 'x'</c>.</param>
    /// <param name="location">Where its item is declared.</param>
    /// <param name="lifetime">A run that was cancelled ends the process rightly.</param>
    /// <exception cref="IOException">It cannot be copied or loaded.</exception>
    public LoadedCode(CodeClosure closure, ModelContext context, string name, string who, Location location, CancellationToken lifetime)
    {
        _copy = CodeCopy.Make(closure, Path.Combine(context.OutputDirectory, "code", "run"));
        _log = new CodeLog(Path.Combine(context.OutputDirectory, "code", name + ".log"));
        _console = new ConsoleRouting();
        _exit = new ExitWatch(who, location, lifetime);
        _code = CodeContext.ForRunning(closure, _copy.Entry);
        try { Assembly = _code.LoadEntry(); }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The assembly itself.</summary>
    public Assembly Assembly { get; }

    /// <summary>Runs user's code: on another thread, its console in the log. Code that hangs is left behind.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> code, CancellationToken cancellationToken)
    {
        _exit.Enter();
        try
        {
            return await Task.Run(async () =>
            {
                ConsoleRouting.Into(_log);
                return await code().ConfigureAwait(false);
            }, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally { _exit.Leave(); }
    }

    /// <summary>What the code threw, in a line: with its place in it, or why an assembly that it needs was refused.</summary>
    public string Describe(Exception exception) =>
        _code.Refusal((exception as FileNotFoundException)?.FileName ?? (exception as FileLoadException)?.FileName) ?? UserFrames.Describe(exception, a => a == Assembly);

    /// <inheritdoc/>
    public void Dispose()
    {
        _exit.Dispose();
        _console.Dispose();
        _log.Dispose();
        _copy.Dispose();
    }
}
