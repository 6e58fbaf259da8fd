using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Evaluating;

/// <summary>
/// Finds out whether a suite's answers repeat byte for byte, where the model does not say so itself: two samples of each of the first cases are compared. Answers that repeat are judged by one sample a case, because identical
/// samples are no evidence however many there are. Not asked where one sample a case is all that is drawn first (<c>samples: 1</c>, <c>effort: quick</c>, <c>regression: sequential</c>): the second ones would cost
/// as much as they could save.
/// </summary>
internal sealed class AnswerRepetition(SuiteRun of, CaseDrawing drawing)
{
    /// <summary>Cases that are compared.</summary>
    public const int Most = 20;

    private const int Pair = 2;

    /// <summary>Whether answers repeat; null where a sample that is needed to say so is not known.</summary>
    /// <param name="isAfresh">Whether also cases that equal the baseline's are judged.</param>
    /// <param name="samples">First samples of each case.</param>
    /// <param name="cases">The cases in their order.</param>
    /// <param name="mayAsk">Whether the model may be asked; else only the cache is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool?> FindAsync(bool isAfresh, int samples, IEnumerable<PlacedCase> cases, bool mayAsk, CancellationToken cancellationToken)
    {
        if (samples < Pair) { return false; }

        // Where the baseline's answers stand for some of the cases, they were compared when it was drawn; those that changed are compared anew.
        Baseline? baseline = !isAfresh && of.Cases.Any(c => of.Baseline?.HasSame(c) == true) ? of.Baseline : null;
        if (baseline is { IsDeterministic: false } || IsKnownToVary()) { return false; }

        bool? repeats = true;
        int compared = 0;
        await foreach ((Sample? first, Sample? second) in OrderedPipeline.RunAsync(
            cases.Where(c => baseline?.HasSame(of.Cases[c.Place]) != true).Take(Most),
            of.Model.Provider.Concurrency(of.Model.Spec),
            async (c, ct) => Tuple.Create(await drawing.SampleAsync(c, 0, mayAsk, ct).ConfigureAwait(false), await drawing.SampleAsync(c, 1, mayAsk, ct).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false))
        {
            compared++;
            if (repeats == false) { continue; }

            repeats = first is null || second is null ? null : repeats is null || AreSame(first, second) ? repeats : false;
        }

        return compared == 0 ? baseline is { IsDeterministic: true } : repeats;
    }

    /// <summary>
    /// Whether this model with these parameters gave the baseline answers that vary. A model that varies seldom repeats itself in a few pairs by chance, and would be judged by one rule in one build and by another in the next.
    /// </summary>
    private bool IsKnownToVary() => of.Baseline is { IsDeterministic: false } baseline && baseline.ModelIdentity == of.Identity.Key
        && baseline.Inputs.Parameters is { } then && then == ParametersJson.Line(of.Model.Parameters);

    private static bool AreSame(Sample left, Sample right) =>
        left.Trouble is null && right.Trouble is null && left.Turns.Count > 0 && left.Turns.Count == right.Turns.Count && string.Equals(left.Failure, right.Failure, StringComparison.Ordinal)
        && left.Answers.SequenceEqual(right.Answers, ByText.Instance);

    /// <summary>By what was said and called; ids of calls, times and tokens are no part of an answer.</summary>
    private sealed class ByText : IEqualityComparer<Answer>
    {
        public static readonly ByText Instance = new();

        public bool Equals(Answer? x, Answer? y) => string.Equals(x!.Text, y!.Text, StringComparison.Ordinal) && x.Finish == y.Finish
            && x.ToolCalls.Select(c => (c.Name, c.Arguments)).SequenceEqual(y.ToolCalls.Select(c => (c.Name, c.Arguments)));

        public int GetHashCode(Answer obj) => obj.Text.GetHashCode(StringComparison.Ordinal);
    }
}
