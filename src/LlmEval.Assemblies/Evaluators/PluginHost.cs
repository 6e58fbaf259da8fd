using LlmEval.Assemblies.Running;
using LlmEval.Model;
using LlmEval.Scoring;

namespace LlmEval.Assemblies.Evaluators;

/// <summary>The plug-ins of one assembly, running: whatever is called of them is called through here, within a time.</summary>
/// <param name="code">The assembly.</param>
/// <param name="file">Its name, for messages.</param>
/// <param name="limit">Longest time for what no check's own limit holds: constructors, kinds, binding, disposal.</param>
/// <param name="time">Time.</param>
internal sealed class PluginHost(LoadedCode code, string file, TimeSpan limit, TimeProvider time) : IAsyncDisposable
{
    private readonly List<IEvaluatorPlugin> _plugins = [];

    /// <summary>Name of the assembly's file.</summary>
    public string File => file;

    /// <summary>The objects.</summary>
    public IReadOnlyList<IEvaluatorPlugin> Plugins => _plugins;

    /// <summary>Makes an object and asks it for its kinds.</summary>
    /// <exception cref="CodeTroubleException">It threw or did not end.</exception>
    public async Task<IReadOnlyList<CheckKind>> CreateAsync(Type type, CancellationToken cancellationToken)
    {
        IEvaluatorPlugin plugin = await WithinAsync(() => (IEvaluatorPlugin)Activator.CreateInstance(type)!, cancellationToken).ConfigureAwait(false);
        _plugins.Add(plugin);
        return await WithinAsync(() => (IReadOnlyList<CheckKind>)[.. plugin.Kinds ?? throw new InvalidOperationException("Kinds is null")], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs something that is not asynchronous, within the time.</summary>
    /// <exception cref="CodeTroubleException">It threw or did not end.</exception>
    public T Within<T>(Func<T> work) => WithinAsync(work, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs a scorer. What it throws of the engine's own comes through, its own trouble in a line.</summary>
    /// <exception cref="CodeTroubleException">It threw.</exception>
    public async Task<T> ScoreAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try { return await code.RunAsync(work, cancellationToken).ConfigureAwait(false); }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { throw; }
        catch (Exception e) when (e is not (AnswerNotDrawnException or ScoringTroubleException or LlmEvalException)) { throw new CodeTroubleException(code.Describe(e), e); }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IEvaluatorPlugin plugin in _plugins)
        {
            try { await WithinAsync(() => EndAsync(plugin), CancellationToken.None).ConfigureAwait(false); }
            catch (CodeTroubleException)
            {
                // Its scores are given; nobody waits for what it cleans up.
            }
        }

        code.Dispose();
    }

    private async Task<T> WithinAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        await WithinAsync(() => Task.FromResult(work()), cancellationToken).ConfigureAwait(false);

    private async Task<T> WithinAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try { return await code.RunAsync(work, both.Token).ConfigureAwait(false); }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { throw; }
        catch (OperationCanceledException e) when (end.IsCancellationRequested)
        {
            throw new CodeTroubleException(FormattableString.Invariant($"it did not end within {limit.TotalSeconds} s"), e);
        }
        catch (Exception e) when (e is not LlmEvalException) { throw new CodeTroubleException(code.Describe(e), e); }
    }

    private static async Task<bool> EndAsync(IEvaluatorPlugin plugin)
    {
        if (plugin is IAsyncDisposable ends) { await ends.DisposeAsync().ConfigureAwait(false); }
        else { (plugin as IDisposable)?.Dispose(); }

        return true;
    }
}
