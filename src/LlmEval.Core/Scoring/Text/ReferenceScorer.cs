using LlmEval.Model;
using LlmEval.Scoring.Structure;

namespace LlmEval.Scoring.Text;

/// <summary>
/// Base of the checks that measure how close an answer is to one or several texts. What is prepared from texts that are the same for all cases is
/// prepared once. Texts to compare with that have nothing in them are a mistake where they are written, and leave a case unscored
/// where they come from it, unless the measure has a meaning for them.
/// </summary>
/// <typeparam name="TReference">What the texts are prepared as.</typeparam>
internal abstract class ReferenceScorer<TReference> : IScorer
    where TReference : class
{
    /// <summary>Texts to compare with of more characters are not worth the memory that their n-grams take.</summary>
    private const int Longest = 1_000_000;

    private readonly JsonPath? _path;
    private readonly CheckReferences? _references;
    private readonly Func<IReadOnlyList<string>, TReference> _prepare;
    private readonly TReference? _constant;
    private readonly bool _allowsEmpty;
    private readonly string _name;

    protected ReferenceScorer(CheckOptions options, Func<IReadOnlyList<string>, TReference> prepare, bool allowsEmpty = false)
    {
        (_path, _references, _prepare, _allowsEmpty, _name) = (options.Path(), options.References(), prepare, allowsEmpty, options.Kind.Name);
        // With a mistake in an option there is nothing to prepare: the check is not bound.
        if (_references?.Constants is not { } texts || options.Diagnostics.HasErrors) { return; }

        if (!allowsEmpty && texts.All(string.IsNullOrWhiteSpace))
        {
            options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("value")!.Location,
                $"'value' of {options.What} is empty, and no answer is close to nothing. Give a text to compare with.");
        }
        else if (!AreTooLong(texts)) { _constant = prepare(texts); }
    }

    /// <summary>The raw score where the answer has nothing to look at.</summary>
    protected virtual double Worst => 0;

    /// <inheritdoc/>
    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken) => new(Score(context, cancellationToken));

    /// <summary>Compares; null when the texts are too long for it. Any reason is added to by the base.</summary>
    protected abstract double? Measure(string text, TReference reference, CancellationToken cancellationToken);

    /// <summary>What a person should know about a score, or null.</summary>
    protected virtual string? Warning(string text, TReference reference) => null;

    private static bool AreTooLong(IReadOnlyList<string> texts) => texts.Sum(static t => (long)t.Length) > Longest;

    private ScorerResult Score(ScoringContext context, CancellationToken cancellationToken)
    {
        if (_references!.Render(context, out string? unrendered) is not { } texts) { return ScorerResult.Unscored(unrendered!); }

        if (!_allowsEmpty && _constant is null && texts.All(string.IsNullOrWhiteSpace))
        {
            return ScorerResult.Unscored("the text to compare with is empty in this case");
        }

        Subject subject = Subject.Of(context, _path);
        if (subject.Trouble is { } trouble) { return ScorerResult.Lost(Worst, trouble); }

        if (_constant is null && AreTooLong(texts)) { return TooLong(subject.Text, texts); }

        TReference reference = _constant ?? _prepare(texts);
        try
        {
            if (Measure(subject.Text, reference, cancellationToken) is not { } value) { return TooLong(subject.Text, texts); }

            string? reason = Warning(subject.Text, reference);
            return ScorerResult.Of(value, value == 1 && Worst == 0 ? reason : Reason(value, subject.Text, texts) + (reason is null ? null : $"; {reason}"));
        }
        finally
        {
            if (_constant is null) { (reference as IDisposable)?.Dispose(); }
        }
    }

    private string Reason(double value, string text, IReadOnlyList<string> texts) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{_name} {value:0.####}: expected {Quote.Short(texts[0])}{(texts.Count == 1 ? string.Empty : $" or one of {texts.Count - 1} more")}, got {Quote.Short(text)}");

    private static ScorerResult TooLong(string text, IReadOnlyList<string> texts) =>
        ScorerResult.Unscored($"the texts are too long to compare: {text.Length} and {texts.Sum(static t => (long)t.Length)} characters");
}
