using LlmEval.Assemblies.Running;
using LlmEval.Model;
using LlmEval.Scoring;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Assemblies.Evaluators;

/// <summary>A kind of a plug-in as the engine uses it: whatever of it runs, runs in its host, and its trouble is told where the check stands.</summary>
internal sealed class PluginKind
{
    private readonly PluginHost _host;
    private readonly CheckKind _kind;

    // Once it hung, nobody waits for it again: a suite may bind it for every case.
    private volatile string? _hung;

    private PluginKind(PluginHost host, CheckKind kind) => (_host, _kind) = (host, kind);

    /// <summary>Wraps a kind. One that has neither or both ways to bind stays as it is: it is refused.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="origin">Identity of its code.</param>
    /// <param name="isKeyedByCode">Whether that is the code itself, not its author's word.</param>
    public static CheckKind Of(PluginHost host, CheckKind kind, string origin, bool isKeyedByCode)
    {
        PluginKind plugin = new(host, kind);
        return kind with
        {
            Origin = origin,
            IsKeyedByCode = isKeyedByCode,
            Bind = kind.Bind is null ? null : plugin.Bind,
            BindSuite = kind.BindSuite is null ? null : plugin.BindSuite,
        };
    }

    private PluginScorer? Bind(CheckOptions options) => Bound(options, _kind.Bind!) is { } scorer ? new PluginScorer(_host, scorer) : null;

    private Func<ISuiteScorer>? BindSuite(CheckOptions options) =>
        Bound(options, _kind.BindSuite!) is { } begin ? () => new PluginSuiteScorer(_host, begin) : null;

    private T? Bound<T>(CheckOptions options, Func<CheckOptions, T?> bind)
        where T : class
    {
        int known = options.Diagnostics.Items.Count;
        string? trouble = _hung;
        if (trouble is null)
        {
            try
            {
                if (_host.Within(() => bind(options)) is { } bound) { return bound; }

                if (options.Diagnostics.Items.Skip(known).Any(d => d.IsError)) { return null; }

                trouble = "it gave no scorer and said no mistake";
            }
            catch (CodeTroubleException e)
            {
                trouble = e.Message;
                if (e.InnerException is OperationCanceledException) { _hung = trouble; }
            }
        }

        options.Diagnostics.Add(Diagnostics.BadEvaluator, options.Keys.Location,
            $"{char.ToUpperInvariant(options.What[0])}{options.What[1..]} cannot be bound by '{_host.File}': {trouble}. Mend its options, or Bind of its kind.");
        return null;
    }
}
