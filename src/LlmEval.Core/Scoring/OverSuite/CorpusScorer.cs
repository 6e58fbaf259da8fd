using System.Globalization;
using LlmEval.Model;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// A measure of texts over all answers of a suite: what each answer counts is added up, and the sum is scored once, which is not the mean of the answers' scores. Each first sample of a case
/// is a text of its own; one without the text at the path counts as empty.
/// </summary>
/// <typeparam name="TCounts">What an answer counts.</typeparam>
internal sealed class CorpusScorer<TCounts> : ISuiteScorer
    where TCounts : class
{
    /// <summary>Texts to compare with of more characters are not worth the memory that their n-grams take.</summary>
    private const int Longest = 1_000_000;

    private readonly CheckReferences _references;
    private readonly JsonPath? _path;
    private readonly Func<string, IReadOnlyList<string>, TCounts> _count;
    private readonly Func<TCounts> _begin;
    private readonly Action<TCounts, TCounts> _add;
    private readonly Func<TCounts, double> _score;
    private readonly TCounts _sum;
    private readonly TagGroups<Slice> _tags = new();
    private int _samples, _unscored;
    private string _cause = string.Empty;

    /// <summary>Creates it.</summary>
    /// <param name="references">The texts to compare with.</param>
    /// <param name="path">Where in the answer's JSON to look; null for the whole answer.</param>
    /// <param name="count">Counts an answer against its references.</param>
    /// <param name="begin">No counts.</param>
    /// <param name="add">Adds the second to the first.</param>
    /// <param name="score">The score of a sum, 0 to 1.</param>
    public CorpusScorer(
        CheckReferences references, JsonPath? path, Func<string, IReadOnlyList<string>, TCounts> count, Func<TCounts> begin, Action<TCounts, TCounts> add, Func<TCounts, double> score)
    {
        (_references, _path, _count, _begin, _add, _score) = (references, path, count, begin, add, score);
        _sum = begin();
    }

    public void Add(ScoredCase scored)
    {
        List<TCounts> counts = [];
        foreach (Sample sample in scored.Samples)
        {
            string? trouble = sample.Trouble;
            if (trouble is null && Text(sample, scored) is var text && _references.Render(scored.Case, out trouble) is { } texts && (trouble = Unfit(texts)) is null)
            {
                counts.Add(_count(text, texts));
                continue;
            }

            _unscored++;
            _cause = trouble ?? _cause;
        }

        if (counts.Count == 0) { return; }

        _samples += counts.Count;
        foreach (TCounts one in counts) { _add(_sum, one); }

        _tags.Add(scored.Case.Tags, slice =>
        {
            foreach (TCounts one in counts) { _add(slice.Sum ??= _begin(), one); }
        });
    }

    public SuiteScorerResult Result()
    {
        if (_unscored > 0 && (_unscored > Math.Max(0.02 * (_samples + _unscored), 2) || _unscored > _samples))
        {
            return SuiteScorerResult.Unscored(string.Create(CultureInfo.InvariantCulture, $"{_unscored} of {_samples + _unscored} samples could not be scored: {Quote.Line(_cause)}"));
        }

        if (_samples == 0) { return SuiteScorerResult.NotApplicable("there is no answer to compare"); }

        string left = _unscored == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {_unscored} unscored and left out");
        return SuiteScorerResult.Of(_score(_sum), _samples, string.Create(CultureInfo.InvariantCulture, $"{_samples} sample{(_samples == 1 ? string.Empty : "s")}{left}")) with
        {
            Slices = _tags.Slices(s => _score(s.Sum!)),
        };
    }

    private string Text(Sample sample, ScoredCase scored) =>
        sample.Failure is not null || sample.Turns.Count == 0 ? string.Empty : Subject.Of(new ScoringContext(sample, sample.Turns.Count - 1, scored.Case), _path).Text;

    private static string? Unfit(IReadOnlyList<string> texts) => texts.All(string.IsNullOrWhiteSpace) ? "the text to compare with is empty"
        : texts.Sum(static t => (long)t.Length) > Longest ? "the texts to compare with are too long"
        : null;

    private sealed class Slice
    {
        public TCounts? Sum { get; set; }
    }
}
