using System.Reflection;
using LlmEval.Assemblies.Closure;
using LlmEval.Assemblies.Loading;
using LlmEval.Assemblies.Targets;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;

namespace LlmEval.Assemblies.Running;

/// <summary>User's code, loaded: the copy it runs from, its object, its console. Everything of it is entered here.</summary>
internal sealed class CodeHost : IAsyncDisposable
{
    /// <summary>Longest time for an object's disposal.</summary>
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(10);

    private readonly string _model;
    private readonly ModelContext _context;
    private readonly LoadedCode _code;

    private CodeHost(ModelSpec model, ModelContext context, LoadedCode code) => (_model, _context, _code) = (model.Name, context, code);

    /// <summary>What is asked; there once it was loaded.</summary>
    public CodeTarget Target { get; private set; } = null!;

    /// <summary>The object of a target that needs one.</summary>
    public object? Instance { get; private set; }

    /// <summary>Loads the code and makes its object.</summary>
    /// <exception cref="LlmEvalException">It cannot be.</exception>
    public static async Task<CodeHost> StartAsync(CodeClosure closure, ModelSpec model, AssemblyOptions options, ModelContext context, CancellationToken lifetime)
    {
        CodeHost host = new(model, context, new LoadedCode(
            closure, context, FileNames.Of(model.Name), $"The code of the model '{model.Name}'", model.Location, lifetime));
        try
        {
            host.Target = new TargetFinder(model, options).Find(host._code.Assembly);
            if (host.Target.NeedsInstance)
            {
                host.Instance = await host.RunAsync(() => Task.FromResult(Activator.CreateInstance(host.Target.Type, nonPublic: true)!), lifetime).ConfigureAwait(false);
            }

            return host;
        }
        catch (CodeTroubleException e)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw new LlmEvalException(Diagnostics.BadModelFile.At(model.Location,
                $"The class '{host.Target.Type.FullName}' of the model '{model.Name}' cannot be created: {e.Message}. Nothing was asked."), e);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs user's code: on another thread, its console in the log, what it throws as trouble. Code that hangs is left behind.</summary>
    /// <exception cref="CodeTroubleException">It threw.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> code, CancellationToken cancellationToken)
    {
        try { return await _code.RunAsync(code, cancellationToken).ConfigureAwait(false); }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { throw; }
        catch (Exception e) { throw new CodeTroubleException(_code.Describe(e), e); }
    }

    /// <summary>One line for the person who waits.</summary>
    public void Report(string line) => _context.Report($"{_model}: {line}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Instance is IAsyncDisposable or IDisposable)
        {
            using CancellationTokenSource limit = new(s_end, _context.Time);
            try { await RunAsync(EndAsync, limit.Token).ConfigureAwait(false); }
            catch (CodeTroubleException e) { Report($"its disposal failed: {e.Message}"); }
            catch (OperationCanceledException) { Report(FormattableString.Invariant($"its disposal took longer than {s_end.TotalSeconds} s and was left behind")); }
        }

        _code.Dispose();
    }

    private async Task<bool> EndAsync()
    {
        if (Instance is IAsyncDisposable ends) { await ends.DisposeAsync().ConfigureAwait(false); }
        else { ((IDisposable)Instance!).Dispose(); }

        return true;
    }
}
