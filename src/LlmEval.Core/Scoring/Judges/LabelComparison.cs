using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

/// <summary>A judge's labels beside those of people, for the same answers.</summary>
internal sealed class LabelComparison
{
    private readonly BoundCheck _check;
    private readonly List<(LabelledAnswer Human, Score Judge)> _pairs;

    /// <summary>Compares.</summary>
    /// <param name="check">The check that judged.</param>
    /// <param name="pairs">What a person said and what the judge said, scored answers only.</param>
    public LabelComparison(BoundCheck check, List<(LabelledAnswer Human, Score Judge)> pairs)
    {
        (_check, _pairs) = (check, pairs);
        JudgeScale scale = check.JudgeScorer!.Scale;
        if (scale.IsNominal && pairs.All(p => p.Human.Word is not null && p.Judge.Actual is not null))
        {
            string[] words = [.. scale.Words.Keys];
            (Kind, Weights) = ("kappa", AgreementWeights.Nominal);
            Agreement = Of(words.Length, p => Array.IndexOf(words, p.Human.Word!), p => Array.IndexOf(words, p.Judge.Actual!));
        }
        else if (scale.IsOrdinal && pairs.All(p => p.Human.Value is not null))
        {
            List<double> levels = [.. scale.Levels!];
            (Kind, Weights) = ("quadratic kappa", AgreementWeights.Quadratic);
            Agreement = Of(levels.Count, p => levels.IndexOf(p.Human.Value!.Value), p => levels.IndexOf(p.Judge.Value));
        }
        else
        {
            (Kind, Weights) = ("kappa", AgreementWeights.Nominal);
            Agreement = Of(2, p => Passes(p.Human) ? 1 : 0, p => p.Judge.Passed ? 1 : 0);
        }
    }

    /// <summary>The agreement, over the finest labels that both have.</summary>
    public Agreement Agreement { get; }

    /// <summary>The weights that fit the labels.</summary>
    public AgreementWeights Weights { get; }

    /// <summary>What its kappa is called.</summary>
    public string Kind { get; }

    /// <summary>Answers that people pass, and how many of them the judge passes.</summary>
    public (int Hits, int Of) Positives => Count(passes: true);

    /// <summary>Answers that people fail, and how many of them the judge fails.</summary>
    public (int Hits, int Of) Negatives => Count(passes: false);

    private bool Passes(LabelledAnswer human) => human.Passes ?? _check.Passes(human.Value!.Value);

    private (int Hits, int Of) Count(bool passes) =>
        (_pairs.Count(p => Passes(p.Human) == passes && p.Judge.Passed == passes), _pairs.Count(p => Passes(p.Human) == passes));

    private Agreement Of(int categories, Func<(LabelledAnswer Human, Score Judge), int> human, Func<(LabelledAnswer Human, Score Judge), int> judge) =>
        new([.. _pairs.Select(human)], [.. _pairs.Select(judge)], categories);
}
