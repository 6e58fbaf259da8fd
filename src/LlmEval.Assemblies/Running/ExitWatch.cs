using LlmEval.Model;

namespace LlmEval.Assemblies.Running;

/// <summary>
/// User's code runs in the engine's process and may end it. Then nobody must take that for success: the cause is told and the status is that of
/// trouble on the machine.
/// </summary>
internal sealed class ExitWatch : IDisposable
{
    private readonly string _who;
    private readonly Location _location;
    private readonly CancellationToken _lifetime;
    private int _running;

    /// <summary>Begins to watch.</summary>
    /// <param name="who">What runs, for the message.</param>
    /// <param name="location">Where its item is declared.</param>
    /// <param name="lifetime">A run that was cancelled ends the process rightly.</param>
    public ExitWatch(string who, Location location, CancellationToken lifetime)
    {
        (_who, _location, _lifetime) = (who, location, lifetime);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>The code is entered.</summary>
    public void Enter() => Interlocked.Increment(ref _running);

    /// <summary>The code is left.</summary>
    public void Leave() => Interlocked.Decrement(ref _running);

    /// <inheritdoc/>
    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= OnExit;

    private void OnExit(object? sender, EventArgs e)
    {
        if (Volatile.Read(ref _running) == 0 || _lifetime.IsCancellationRequested) { return; }

        Environment.ExitCode = EvaluationResult.InfrastructureExitStatus;
        ConsoleRouting.Error.WriteLine(Diagnostics.BadModelFile.At(_location,
            $"{_who} ended the process of the evaluation while it was asked (Environment.Exit?). Let it throw instead; what was answered before is kept.").ToString());
        ConsoleRouting.Error.Flush();
    }
}
