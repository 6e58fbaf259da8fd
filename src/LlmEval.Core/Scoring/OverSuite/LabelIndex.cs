using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

/// <summary>
/// Numbers for labels. A label is known by its hash, because a model may say something else in each of a million cases; the text is kept, shortened, of the first ones only.
/// </summary>
internal sealed class LabelIndex
{
    /// <summary>The number of "no label could be read", which is a label of its own and equals no text.</summary>
    public const int None = 0;

    /// <summary>How it is shown.</summary>
    public const string NoneText = "(none)";

    private const int MostTexts = 10_000;
    private const int Longest = 40;

    private readonly Dictionary<Hash128, int> _numbers = [];
    private readonly List<string> _texts = [NoneText];
    private string? _last;
    private int _lastNumber;

    /// <summary>How many labels there are, <see cref="None"/> included.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The number of a label; <see cref="None"/> for null.</summary>
    public int Of(string? label)
    {
        if (label is null) { return None; }

        if (string.Equals(label, _last, StringComparison.Ordinal)) { return _lastNumber; }

        Hash128 hash = Hash128.Of(label);
        if (!_numbers.TryGetValue(hash, out int number))
        {
            _numbers.Add(hash, number = Count++);
            if (_texts.Count < MostTexts) { _texts.Add(Quote.Label(label, Longest)); }
        }

        (_last, _lastNumber) = (label, number);
        return number;
    }

    /// <summary>The number of a label that occurred, or -1.</summary>
    public int Find(string label) => _numbers.GetValueOrDefault(Hash128.Of(label), -1);

    /// <summary>A label as it is shown.</summary>
    public string Text(int number) => number < _texts.Count ? _texts[number] : $"(label {number})";
}
