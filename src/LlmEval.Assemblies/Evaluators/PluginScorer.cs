using LlmEval.Assemblies.Running;
using LlmEval.Scoring;

namespace LlmEval.Assemblies.Evaluators;

/// <summary>A scorer of a plug-in; what it throws is told with its place in the plug-in's code.</summary>
internal sealed class PluginScorer(PluginHost host, IScorer scorer) : IScorer
{
    /// <inheritdoc/>
    public async ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        try { return await host.ScoreAsync(() => scorer.ScoreAsync(context, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false); }
        catch (CodeTroubleException e) { return ScorerResult.Unscored($"the scorer failed: {e.Message}"); }
    }
}
