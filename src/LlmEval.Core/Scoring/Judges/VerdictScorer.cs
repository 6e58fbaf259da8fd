namespace LlmEval.Scoring.Judges;

/// <summary>Judges by one question with one verdict.</summary>
internal sealed class VerdictScorer(JudgeSetup setup, BoundQuestion question) : JudgeScorer(setup)
{
    /// <summary>A kind that is judged so.</summary>
    public static Func<CheckOptions, IScorer?> Bind(JudgeQuestion question, JudgeNeeds needs) => options =>
    {
        JudgeSetup setup = JudgeSetup.Read(options, needs, JudgeScale.Of(question.Options));
        BoundQuestion? bound = BoundQuestion.Bind(question, options, setup.Judge);
        setup.ReadLabels(options, bound);
        return bound is null || options.Diagnostics.HasErrors ? null : new VerdictScorer(setup, bound);
    };

    protected override async ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken)
    {
        JudgeReply reply = await question.AskAsync(material, attempt, cancellationToken).ConfigureAwait(false);
        if (reply.Trouble is { } trouble) { return ScorerResult.Unscored(trouble); }

        string word = reply.Verdict!.Word;
        return ScorerResult.Of(reply.Verdict.Value, $"the judge says '{word}': {reply.Reason}") with { Actual = word };
    }

    protected override IEnumerable<ScoringRequest> Demand(JudgeMaterial material) => Draft(question, material);
}
