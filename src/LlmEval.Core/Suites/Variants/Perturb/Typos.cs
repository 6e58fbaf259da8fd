using System.Text;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>Slips of the keyboard within words of four letters or more: two letters swapped, one left out, doubled, or taken from the key beside it. First letters stay.</summary>
internal sealed class Typos : IPerturbation
{
    private const string Keys = "qwertyuiop asdfghjkl zxcvbnm";

    /// <inheritdoc/>
    public string Name => "typos";

    /// <inheritdoc/>
    public string? Apply(string text, double rate, int round, SeededRandom random)
    {
        List<int> places = Places(text);
        if (places.Count == 0) { return null; }

        StringBuilder typed = new(text.Length + 16);
        int done = 0;
        foreach (int chosen in random.Sample(places.Count, Protected.Count(places.Count, rate)))
        {
            int at = places[chosen];

            // The swap before may have taken this letter with it.
            if (at < done) { continue; }

            typed.Append(text, done, at - done);
            done = at + 1;
            switch (random.Below(4))
            {
                case 0 when chosen + 1 < places.Count && places[chosen + 1] == at + 1 && text[at + 1] != text[at]:
                    typed.Append(text[at + 1]).Append(text[at]);
                    done++;
                    break;
                case 1: break;
                case 2 when Beside(text[at], random) is { } neighbour:
                    typed.Append(neighbour);
                    break;
                default:
                    typed.Append(text[at]).Append(text[at]);
                    break;
            }
        }

        return typed.Append(text, done, text.Length - done).ToString();
    }

    private static List<int> Places(string text)
    {
        bool[] kept = Protected.Of(text);
        List<int> places = [];
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !kept[i] && char.IsLetter(text[i])) { continue; }

            bool isWord = (start == 0 || !kept[start - 1]) && (i == text.Length || !kept[i]);
            if (isWord && i - start >= 4) { places.AddRange(Enumerable.Range(start + 1, i - start - 1)); }

            start = i + 1;
        }

        return places;
    }

    private static char? Beside(char letter, SeededRandom random)
    {
        int key = Keys.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
        if (key < 0) { return null; }

        char[] near = [.. new[] { key - 1, key + 1 }.Where(k => k >= 0 && k < Keys.Length && Keys[k] != ' ').Select(k => Keys[k])];
        char typed = near[random.Below(near.Length)];
        return char.IsUpper(letter) ? char.ToUpperInvariant(typed) : typed;
    }
}
