using LlmEval.Assemblies.Running;
using LlmEval.Scoring.OverSuite;

namespace LlmEval.Assemblies.Evaluators;

/// <summary>A scorer over a suite of a plug-in: after the first trouble it is told nothing more, and its result is unscored.</summary>
internal sealed class PluginSuiteScorer(PluginHost host, Func<ISuiteScorer> begin) : ISuiteScorer
{
    private ISuiteScorer? _scorer;
    private string? _trouble;

    /// <inheritdoc/>
    public void Add(ScoredCase scored) => Within<object?>(s =>
    {
        s.Add(scored);
        return null;
    });

    /// <inheritdoc/>
    public SuiteScorerResult Result() => Within(s => s.Result()) ?? SuiteScorerResult.Unscored(
        _trouble is null ? "the scorer gave no result" : $"the scorer failed: {_trouble}");

    private T? Within<T>(Func<ISuiteScorer, T> work)
        where T : class?
    {
        if (_trouble is not null) { return null; }

        try { return host.Within(() => work(_scorer ??= begin())); }
        catch (CodeTroubleException e)
        {
            _trouble = e.Message;
            return null;
        }
    }
}
