using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;

namespace LlmEval.Scoring.Judges;

/// <summary>Base of the judges: finds what is judged, and what an empty answer means.</summary>
internal abstract class JudgeScorer(JudgeSetup setup, double worst = 0) : IJudgeScorer
{
    private const int AtOnce = 4;

    /// <summary>The longest time for one score: room for the many calls of a claims judge behind a rate limit. Each call has the shorter limit of its model.</summary>
    public static TimeSpan LongestTime => TimeSpan.FromMinutes(15);

    public string Judge => Setup.Judge;

    public JudgeScale Scale => Setup.Scale;

    public IReadOnlyList<LabelledAnswer>? Labels => Setup.Labels;

    public string? LabelsKey => Setup.LabelsKey;

    protected JudgeSetup Setup { get; } = setup;

    /// <summary>What an empty answer scores without a judge; null when it is judged all the same.</summary>
    protected virtual ScorerResult? OfEmpty => ScorerResult.Lost(worst, "the answer is empty");

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => ScoreAsync(context, 0, cancellationToken);

    public async ValueTask<ScorerResult> ScoreAsync(ScoringContext context, int attempt, CancellationToken cancellationToken)
    {
        Subject subject = Subject.Of(context, Setup.Path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(worst, trouble); }

        if (Setup.Needs.Answer && string.IsNullOrWhiteSpace(subject.Text) && OfEmpty is { } result) { return result; }

        return await JudgeAsync(new JudgeMaterial(Setup, context, subject.Text), attempt, cancellationToken).ConfigureAwait(false);
    }

    public IEnumerable<ScoringRequest> Demand(ITemplateValues values, string answer, IReadOnlyList<ChatTurn> input)
    {
        ScoringContext context = new(new Sample { Number = 0, Turns = [new Answer { Text = answer }] }, 0, values) { Input = input };
        return Demand(new JudgeMaterial(Setup, context, answer));
    }

    /// <summary>Judges what is there.</summary>
    protected abstract ValueTask<ScorerResult> JudgeAsync(JudgeMaterial material, int attempt, CancellationToken cancellationToken);

    /// <summary>What that asks, at most.</summary>
    protected abstract IEnumerable<ScoringRequest> Demand(JudgeMaterial material);

    /// <summary>One request of a question, as a draft.</summary>
    protected static IEnumerable<ScoringRequest> Draft(BoundQuestion question, JudgeMaterial material, int times = 1) =>
        question.Request(material, 0, isDraft: true, out _) is { } request ? Enumerable.Repeat(request, times) : [];

    /// <summary>Asks one question about several things, a few at once; the replies are in the order of the things.</summary>
    protected static async ValueTask<IReadOnlyList<JudgeReply>> AskEachAsync(
        BoundQuestion question, IEnumerable<JudgeMaterial> materials, int attempt, CancellationToken cancellationToken)
    {
        List<JudgeReply> replies = [];
        foreach (JudgeMaterial[] some in materials.Chunk(AtOnce))
        {
            replies.AddRange(await Task.WhenAll(some.Select(m => question.AskAsync(m, attempt, cancellationToken).AsTask())).ConfigureAwait(false));
        }

        return replies;
    }

    /// <summary>A typical answer of a judge, or a typical part of an answer, for what cannot be known before.</summary>
    protected static string Typical(string text) => text.Length <= 200 ? text : text[..200];

    /// <summary>Where a quote of the judge stands in the answer; nowhere when it is not exactly there.</summary>
    protected static (int Start, int Length) Place(ScoringContext context, string? quote)
    {
        string text = JudgeData.Unframe((quote ?? string.Empty).Trim());
        int at = text.Length == 0 ? -1 : context.Answer.Text.IndexOf(text, StringComparison.Ordinal);
        return at < 0 ? (0, 0) : (at, text.Length);
    }
}
