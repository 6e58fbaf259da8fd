namespace LlmEval.Suites.Variants.Perturb;

/// <summary>A polite phrase before or behind the text, which says nothing.</summary>
internal sealed class Filler : IPerturbation
{
    private static readonly string[] Before =
    [
        "Hi there,", "Good morning!", "Hope you are well.", "Sorry to bother you.", "Quick question:", "So, well,", "Just wondering,", "Hello and thanks for your time.",
        "I am not sure whether this is the right place, but", "Okay, here it comes:",
    ];

    private static readonly string[] Behind =
    [
        "Thanks in advance!", "Thank you very much.", "Have a nice day.", "Kind regards", "That is all for now.", "Cheers!", "Any help is welcome.", "Thanks a lot for looking at this.",
        "I hope this makes sense.", "Best wishes",
    ];

    /// <inheritdoc/>
    public string Name => "filler";

    /// <inheritdoc/>
    public string? Apply(string text, double rate, int round, SeededRandom random)
    {
        if (string.IsNullOrWhiteSpace(text)) { return null; }

        string gap = text.Contains('\n', StringComparison.Ordinal) ? "\n" : " ";
        int phrase = (random.Below(Before.Length) + round) % Before.Length;
        return (random.Below(2) + round) % 2 == 0 ? $"{Before[phrase]}{gap}{text}" : $"{text}{gap}{Behind[phrase]}";
    }
}
