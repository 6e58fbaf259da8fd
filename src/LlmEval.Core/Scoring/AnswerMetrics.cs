using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>
/// Three metrics of every suite, so that a model that stops answering is seen even where no check looks: whether an answer
/// was <c>cut</c> at the token limit, <c>empty</c> (white space only, and no tool asked for), or <c>filtered</c>. 1 when
/// it happened in any turn. Their means are rates; lower is better; reported and open to a ceiling, not compared by themselves.
/// </summary>
public static class AnswerMetrics
{
    private const string Cut = "cut";
    private const string Empty = "empty";
    private const string Filtered = "filtered";

    /// <summary>The metrics, in their order.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } = [Of(Cut), Of(Empty), Of(Filtered)];

    /// <summary>Whether a name is one of theirs.</summary>
    public static bool IsOne(string metric) => metric is Cut or Empty or Filtered;

    /// <summary>The three scores of a sample, in the order of <see cref="Metrics"/>; unscored when it has no answer.</summary>
    public static IReadOnlyList<Score> Score(Sample sample)
    {
        if (sample.Trouble is { } trouble) { return [.. Metrics.Select(m => Model.Score.Unscored(m.Name, trouble))]; }

        return
        [
            Rate(Cut, sample, static a => a.Finish == FinishReason.Length, "was cut at the token limit"),
            Rate(Empty, sample, static a => a.ToolCalls.Count == 0 && a.Finish != FinishReason.ToolCalls && string.IsNullOrWhiteSpace(a.Text), "is empty"),
            Rate(Filtered, sample, static a => a.Finish == FinishReason.ContentFilter, "was filtered"),
        ];
    }

    private static Score Rate(string metric, Sample sample, Func<Answer, bool> happened, string what)
    {
        for (int turn = 0; turn < sample.Turns.Count; turn++)
        {
            if (sample.AnswersOf(turn).Any(happened))
            {
                string which = sample.Turns.Count == 1 ? "the answer" : $"the answer of turn {turn + 1}";
                return Model.Score.Of(metric, 1, passed: false, $"{which} {what}");
            }
        }

        return Model.Score.Of(metric, 0, passed: true, string.Empty);
    }

    private static Metric Of(string name) => new()
    {
        Name = name,
        Check = name,
        Location = Location.None,
        HigherIsBetter = false,
        IsGated = false,
        Decides = false,
        ScorerKey = $"{name}-1",
    };
}
