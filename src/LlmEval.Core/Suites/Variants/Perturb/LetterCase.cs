namespace LlmEval.Suites.Variants.Perturb;

/// <summary>The whole text in lower case, in capitals, or with a capital at each word: one after the other, without one that it is in already.</summary>
internal sealed class LetterCase : IPerturbation
{
    /// <inheritdoc/>
    public string Name => "case";

    /// <inheritdoc/>
    public string? Apply(string text, double rate, int round, SeededRandom random)
    {
        bool[] kept = Protected.Of(text);
        string[] ways = [.. new Func<char, bool, char>[]
        {
            static (c, _) => char.ToLowerInvariant(c),
            static (c, _) => char.ToUpperInvariant(c),
            static (c, isFirst) => isFirst ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c),
        }.Select(way => Each(text, kept, way)).Where(t => t != text).Distinct(StringComparer.Ordinal)];
        return ways.Length <= round ? null : ways[round];
    }

    private static string Each(string text, bool[] kept, Func<char, bool, char> way) => string.Create(text.Length, (text, kept, way), static (span, state) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            char c = state.text[i];
            bool isFirst = i == 0 || !(char.IsLetterOrDigit(state.text[i - 1]) || state.text[i - 1] is '\'' or '’');
            span[i] = state.kept[i] ? c : state.way(c, isFirst);
        }
    });
}
