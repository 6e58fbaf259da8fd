namespace LlmEval.Scoring.Judges;

/// <summary>One thing that a judge is asked about an answer.</summary>
internal sealed record JudgeQuestion
{
    /// <summary>Placeholders that every judge's prompt may have beside those that it needs.</summary>
    public static readonly IReadOnlyList<string> Common = ["question", "conversation", "options", "format"];

    /// <summary>Name of our own prompt for it.</summary>
    public required string Name { get; init; }

    /// <summary>The key by which a suite names another prompt.</summary>
    public string Key { get; init; } = "prompt";

    /// <summary>Placeholders that a prompt for it must have.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Placeholders that a prompt may have besides <see cref="Common"/>.</summary>
    public IReadOnlyList<string> May { get; init; } = [];

    /// <summary>The verdicts, or whatever the judge chooses from, in their natural order.</summary>
    public IReadOnlyList<VerdictOption> Options { get; init; } = [];

    /// <summary>The form of the answer.</summary>
    public JudgeForm Form { get; init; } = JudgeForm.Verdict;

    /// <summary>
    /// The options in the order of a sample: judges favour places in a list, so each option comes first equally often. Sample n begins with option n; every second round goes backwards.
    /// </summary>
    public IReadOnlyList<VerdictOption> InOrder(int sample)
    {
        int count = Options.Count;
        if (count < 2) { return Options; }

        bool isReversed = sample / count % 2 == 1;
        return [.. Enumerable.Range(0, count).Select(i => Options[((isReversed ? count - i : i) + (sample % count)) % count])];
    }
}
