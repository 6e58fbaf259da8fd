using LlmEval.Models;
using LlmEval.Prompts;

namespace LlmEval.Scoring.Judges;

/// <summary>A scorer that asks a model for a verdict.</summary>
internal interface IJudgeScorer : IScorer
{
    /// <summary>Name of the model item that judges.</summary>
    string Judge { get; }

    /// <summary>What its labels can be.</summary>
    JudgeScale Scale { get; }

    /// <summary>Answers that people labelled; null without.</summary>
    IReadOnlyList<LabelledAnswer>? Labels { get; }

    /// <summary>Hash of the file of labels; null without.</summary>
    string? LabelsKey { get; }

    /// <summary>Judges an answer.</summary>
    /// <param name="context">The answer.</param>
    /// <param name="attempt">Which judgement of the same answer it is, from 0; another one asks the model again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<ScorerResult> ScoreAsync(ScoringContext context, int attempt, CancellationToken cancellationToken);

    /// <summary>
    /// What judging one sample asks, at most: for pricing. Texts that only a judge could give are filled in with typical ones; where the number of calls depends on the answer it is the most there can be.
    /// </summary>
    /// <param name="values">The case's values.</param>
    /// <param name="answer">A typical answer.</param>
    /// <param name="input">What the model was sent.</param>
    IEnumerable<ScoringRequest> Demand(ITemplateValues values, string answer, IReadOnlyList<ChatTurn> input);
}
