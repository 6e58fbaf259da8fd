using System.Globalization;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring.Cost;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// Adds up what the samples of a suite used. A sample is its whole conversation: its money, tokens and times are sums over all its answers. Quantiles are by nearest rank,
/// so that each is a time that was measured. Cached answers count with what they took when they were made. Not safe for several threads.
/// </summary>
/// <param name="price">What the model costs, or null when that is not known.</param>
/// <param name="expected">How many samples will come; more may.</param>
internal sealed class UsageScorer(ModelPrice? price, int expected)
{
    // Single precision, half the memory of a million samples; its seven digits are more than a clock has.
    private float[] _seconds = new float[expected];
    private float[] _first = [];
    private int _firsts;
    private int _samples, _cached, _priced, _withInput, _withOutput;
    private double _cost, _input, _output;

    /// <summary>Takes in a sample; one without an answer used nothing that is known.</summary>
    public void Add(Sample sample)
    {
        if (sample.Trouble is not null) { return; }

        double seconds = 0, cost = 0;
        long input = 0, output = 0;
        bool isPriced = true, hasInput = true, hasOutput = true;
        if (sample.Steps.Count == 0)
        {
            // Without the enumerator of all answers: a million samples come this way.
            for (int turn = 0; turn < sample.Turns.Count; turn++) { Take(sample.Turns[turn]); }
        }
        else
        {
            foreach (Answer answer in sample.Answers) { Take(answer); }
        }

        if (_samples == _seconds.Length) { Array.Resize(ref _seconds, Math.Max(16, _samples * 2)); }

        _seconds[_samples++] = (float)seconds;
        if (sample.FromCache) { _cached++; }

        if (CaseUsageMeter.FirstToken(sample) is { } first)
        {
            if (_firsts == _first.Length) { Array.Resize(ref _first, Math.Max(16, Math.Max(expected, _firsts * 2))); }

            _first[_firsts++] = (float)first;
        }

        if (isPriced) { (_priced, _cost) = (_priced + 1, _cost + cost); }

        if (hasInput) { (_withInput, _input) = (_withInput + 1, _input + input); }

        if (hasOutput) { (_withOutput, _output) = (_withOutput + 1, _output + output); }

        void Take(Answer answer)
        {
            seconds += answer.Latency.TotalSeconds;
            if ((price is null ? answer.Cost : price.Of(answer)) is { } money) { cost += money; } else { isPriced = false; }

            if (answer.InputTokens is { } asked) { input += asked; } else { hasInput = false; }

            if (answer.OutputTokens is { } said) { output += said; } else { hasOutput = false; }
        }
    }

    /// <summary>The scores, in the order of the metrics that were asked for.</summary>
    /// <param name="metrics">Some of <see cref="UsageMetrics"/>.</param>
    public IReadOnlyList<SuiteScore> Result(IReadOnlyList<SuiteMetric> metrics)
    {
        Array.Sort(_seconds, 0, _samples);
        Array.Sort(_first, 0, _firsts);
        return [.. metrics.Where(m => _firsts > 0 || !UsageMetrics.IsFirstToken(m.Metric.Name)).Select(m => Score(m.Metric))];
    }

    private SuiteScore Score(Metric metric)
    {
        (double value, int count) = metric.Name switch
        {
            UsageMetrics.Cost => (_cost / _priced, _priced),
            UsageMetrics.InputTokens => (_input / _withInput, _withInput),
            UsageMetrics.OutputTokens => (_output / _withOutput, _withOutput),
            UsageMetrics.LatencyMedian => (Quantile(_seconds, _samples, 0.5), _samples),
            UsageMetrics.FirstTokenMedian => (Quantile(_first, _firsts, 0.5), _firsts),
            UsageMetrics.FirstTokenP95 => (Quantile(_first, _firsts, 0.95), _firsts),
            _ => (Quantile(_seconds, _samples, 0.95), _samples),
        };
        bool isKnown = count > 0 && double.IsFinite(value);
        return new SuiteScore
        {
            Metric = metric.Name,
            Check = metric.Check,
            Unit = metric.Unit,
            HigherIsBetter = false,
            ScorerKey = metric.ScorerKey,
            Outcome = isKnown ? ScoreOutcome.Scored : ScoreOutcome.NotApplicable,
            Value = isKnown ? ScoreCell.Rounded(value) : 0,
            Count = count,
            Reason = isKnown ? Rests(count) : _samples == 0 ? "no answer is at hand" : $"no answer tells its {(metric.Name == UsageMetrics.Cost ? "cost, and the model has no price" : "tokens")}",
        };
    }

    /// <summary>Nearest rank: the smallest time that at least that share of the samples keep.</summary>
    private static double Quantile(float[] sorted, int count, double share) => count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling((share * count) - 1e-9) - 1)];

    private string Rests(int count)
    {
        string samples = string.Create(CultureInfo.InvariantCulture, $"{count} sample{(count == 1 ? string.Empty : "s")}");
        return _cached == 0 ? samples : string.Create(CultureInfo.InvariantCulture, $"{samples}; {_cached} of {_samples} came from the cache, with what they took when they were made");
    }
}
