using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Scoring.Text;

/// <summary>
/// <c>word-count: 50</c> or <c>word-count: { min: 5, max: 20 }</c>: the answer has so many words. A word is a run of characters between white space (Unicode's), whatever
/// characters they are: <c>don't</c> and <c>well-known</c> are one, a dash between spaces is one, a Chinese sentence without spaces is one.
/// Keys: <c>value</c> (exactly), <c>min</c>, <c>max</c> (both included), <c>path</c>. Source: promptfoo's <c>word-count</c>.
/// </summary>
internal sealed class WordCountCheck : BinaryScorer
{
    public static readonly CheckKind Kind = new()
    {
        Name = "word-count",
        Summary = "The answer has a number of words, or one between bounds; words are what white space separates.",
        Example = "word-count: { min: 20, max: 60 }",
        Source = "promptfoo, word-count",
        Options =
        [
            new CheckOption("value", "integer", "Exactly so many words."),
            new CheckOption("min", "integer", "At least so many words."),
            new CheckOption("max", "integer", "At most so many words."),
            TextOptions.Path,
        ],
        Shorthand = "value",
        TimeLimit = null,
        Bind = o => new WordCountCheck(o),
    };

    private readonly long _min;
    private readonly long _max;

    private WordCountCheck(CheckOptions options)
        : base(options)
    {
        long? exactly = options.Keys.Integer("value", 0), min = options.Keys.Integer("min", 0), max = options.Keys.Integer("max", 0);
        (_min, _max) = (exactly ?? min ?? 0, exactly ?? max ?? long.MaxValue);
        bool hasBounds = options.Keys.Has("min") || options.Keys.Has("max");
        if (options.Keys.Has("value") ? hasBounds : !hasBounds)
        {
            options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Location, $"Give {options.What} either 'value' or 'min' and 'max', for instance: {options.Kind.Example}");
        }
        else if (_min > _max)
        {
            options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Location, $"'min' of {options.What} is larger than its 'max'. Swap them.");
        }
    }

    protected override ScorerResult Judge(Subject subject, ScoringContext context)
    {
        long count = Count(subject.Text);
        return Result(count >= _min && count <= _max, subject, (count, _min, _max), static s => string.Create(
            CultureInfo.InvariantCulture,
            $"have {(s._min == s._max ? $"{s._min}" : s._max == long.MaxValue ? $"at least {s._min}" : s._min == 0 ? $"at most {s._max}" : $"{s._min} to {s._max}")} words, has {s.count}"));
    }

    private static long Count(string text)
    {
        long count = 0;
        bool isInside = false;
        foreach (char c in text)
        {
            bool isWord = !char.IsWhiteSpace(c);
            if (isWord && !isInside) { count++; }

            isInside = isWord;
        }

        return count;
    }
}
