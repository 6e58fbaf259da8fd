using LlmEval.Scoring;

namespace CustomScorer.Checks;

/// <summary>
/// The school grade that an English text needs: 0.39 words/sentences + 11.8 syllables/words - 15.59 (Kincaid et al. 1975). Syllables are counted as groups of
/// vowels without a silent e, which is how most tools count them.
/// </summary>
internal sealed class ReadingGrade(int fewest) : IScorer
{
    public static CheckKind Kind { get; } = new()
    {
        Name = "reading-grade",
        Summary = "The school grade that is needed to understand the answer.",
        Example = "reading-grade: { threshold: 8 }",
        Source = "Kincaid et al. 1975",
        Options = [new CheckOption("min-words", "integer", "Shorter answers are not judged; 5.")],
        Unit = "grade",
        Minimum = -20,
        Maximum = double.PositiveInfinity,
        IsBinary = false,
        HigherIsBetter = false,
        Threshold = 8,
        Shorthand = "threshold",
        Bind = options => new ReadingGrade((int)(options.Keys.Integer("min-words", 1, 1000) ?? 5)),
    };

    public ValueTask<ScorerResult> ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
    {
        string text = context.Answer.Text;
        string[] words = [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('.', ',', '!', '?', ';', ':', '"', '(', ')')).Where(w => w.Any(char.IsLetter))];
        if (words.Length == 0) { return new(ScorerResult.Lost(20, "the answer has no words")); }
        if (words.Length < fewest) { return new(ScorerResult.NotApplicable($"the answer has {words.Length} words, fewer than {fewest}")); }

        int sentences = Math.Max(1, text.Split('.', '!', '?').Count(s => s.Any(char.IsLetter)));
        double syllables = words.Sum(Syllables);
        double grade = (0.39 * words.Length / sentences) + (11.8 * syllables / words.Length) - 15.59;
        return new(ScorerResult.Of(Math.Max(grade, Kind.Minimum), FormattableString.Invariant($"grade {grade:0.0}: {words.Length} words, {sentences} sentences, {syllables} syllables")));
    }

    private static int Syllables(string word)
    {
        string letters = word.ToLowerInvariant();
        int groups = 0;
        bool wasVowel = false;
        foreach (char letter in letters)
        {
            bool isVowel = "aeiouy".Contains(letter, StringComparison.Ordinal);
            groups += isVowel && !wasVowel ? 1 : 0;
            wasVowel = isVowel;
        }

        bool hasSilentE = letters.EndsWith('e') && !letters.EndsWith("le", StringComparison.Ordinal) && groups > 1;
        return Math.Max(1, groups - (hasSilentE ? 1 : 0));
    }
}
