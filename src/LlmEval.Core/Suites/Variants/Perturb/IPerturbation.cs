namespace LlmEval.Suites.Variants.Perturb;

/// <summary>A way to write a text differently without changing what it says. Pure, but for the numbers that it takes.</summary>
internal interface IPerturbation
{
    /// <summary>What suites call it.</summary>
    string Name { get; }

    /// <summary>The text written differently; null, or the text itself, where there is nothing to change.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rate">Which share of the places where a change is possible is changed, above 0 and at most 1; at least one place.</param>
    /// <param name="round">Which variant of its kind it is, from 0.</param>
    /// <param name="random">Where chance comes from.</param>
    string? Apply(string text, double rate, int round, SeededRandom random);
}
