using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// Reads the labels of a case's samples: what the metric <c>of</c> expected and what came. What could not be scored, or had nothing to judge, is left out and counted;
/// an answer in which no label can be read is the label <c>(none)</c>, which is always wrong.
/// </summary>
/// <param name="metric">The metric of answers that the labels are of.</param>
internal sealed class LabelledSamples(string metric)
{
    private int _withoutLabel, _unscored, _notApplicable;

    /// <summary>Samples with labels.</summary>
    public int Count { get; private set; }

    /// <summary>The labels of a case's samples: what was expected, and what came (null for no label).</summary>
    public IEnumerable<(string Expected, string? Actual)> Of(ScoredCase scored)
    {
        for (int i = 0; i < scored.Samples.Count; i++)
        {
            if (scored.Find(i, metric) is not { } score) { continue; }

            switch (score)
            {
                case { Outcome: ScoreOutcome.NotApplicable }: _notApplicable++; break;
                case { Outcome: ScoreOutcome.Scored, Expected: { } expected }:
                    Count++;
                    yield return (expected, score.Actual);
                    break;
                case { Outcome: ScoreOutcome.Scored }: _withoutLabel++; break;
                default: _unscored++; break;
            }
        }
    }

    /// <summary>Why there is no value: nothing to measure, or too much that could not be scored (over 2% and 2 samples, as for every metric); null when there is one.</summary>
    public SuiteScorerResult? Trouble()
    {
        int lost = _unscored + _withoutLabel;
        if (lost > 0 && (lost > Math.Max(0.02 * (Count + lost), 2) || lost > Count))
        {
            return SuiteScorerResult.Unscored(_withoutLabel >= _unscored
                ? string.Create(CultureInfo.InvariantCulture, $"the check of '{metric}' tells no label in {_withoutLabel} of {Count + lost} samples; take a metric of a check that compares with a text, such as equals")
                : string.Create(CultureInfo.InvariantCulture, $"{lost} of {Count + lost} samples of '{metric}' could not be scored"));
        }

        return Count > 0 ? null : SuiteScorerResult.NotApplicable($"no sample has a label of '{metric}'");
    }

    /// <summary>What a value rests on: <c>240 samples, 3 unscored</c>.</summary>
    public string Rests()
    {
        string rests = string.Create(CultureInfo.InvariantCulture, $"{Count} sample{(Count == 1 ? string.Empty : "s")}");
        if (_unscored + _withoutLabel > 0) { rests += string.Create(CultureInfo.InvariantCulture, $", {_unscored + _withoutLabel} unscored and left out"); }

        return _notApplicable == 0 ? rests : rests + string.Create(CultureInfo.InvariantCulture, $", {_notApplicable} with nothing to judge and left out");
    }
}
