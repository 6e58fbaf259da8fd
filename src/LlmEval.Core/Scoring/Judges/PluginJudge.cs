using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;

namespace LlmEval.Scoring.Judges;

/// <summary>
/// A plug-in's scorer that asks a model: what it gives may rest on the model's judgement, so that it is held to what judges are. A second judgement is the same scorer with other samples of the
/// model's answers; people's labels it has none, and so no floor.
/// </summary>
internal sealed class PluginJudge(IScorer scorer, CheckKind kind, string judge) : IJudgeScorer
{
    /// <summary>Farther apart than any scorer numbers its own questions.</summary>
    private const int Apart = 1 << 16;

    /// <inheritdoc/>
    public string Judge => judge;

    /// <inheritdoc/>
    public JudgeScale Scale { get; } = new() { Levels = kind.IsBinary ? [0, 1] : null, Minimum = kind.Minimum, Maximum = kind.Maximum };

    /// <inheritdoc/>
    public IReadOnlyList<LabelledAnswer>? Labels => null;

    /// <inheritdoc/>
    public string? LabelsKey => null;

    /// <inheritdoc/>
    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => scorer.ScoreAsync(context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, int attempt, CancellationToken cancellationToken) =>
        scorer.ScoreAsync(attempt == 0 ? context : context.With(new Again(context.Models, attempt * Apart)), cancellationToken);

    /// <summary>Nothing: what a plug-in will ask is not known before it does.</summary>
    public IEnumerable<ScoringRequest> Demand(ITemplateValues values, string answer, IReadOnlyList<ChatTurn> input) => [];

    private sealed class Again(IScoringModels models, int shift) : IScoringModels
    {
        public ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken) =>
            models.AskAsync(request with { Sample = request.Sample + shift }, cancellationToken);

        public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => models.EmbedAsync(model, text, cancellationToken);
    }
}
