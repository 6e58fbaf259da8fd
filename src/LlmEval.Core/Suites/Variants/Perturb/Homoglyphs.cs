namespace LlmEval.Suites.Variants.Perturb;

/// <summary>Latin letters replaced by Cyrillic or Greek ones that look the same, as text copied from elsewhere has them.</summary>
internal sealed class Homoglyphs : IPerturbation
{
    private const string Latin = "aceijopsxyABCEHIJKMOPSTXYZ";

    private const string Alike = "\u0430\u0441\u0435\u0456\u0458\u043E\u0440\u0455\u0445\u0443\u0410\u0412\u0421\u0415\u041D\u0406\u0408\u041A\u041C\u041E\u0420\u0405\u0422\u0425\u04AE\u0396";

    /// <inheritdoc/>
    public string Name => "homoglyphs";

    /// <inheritdoc/>
    public string? Apply(string text, double rate, int round, SeededRandom random)
    {
        bool[] kept = Protected.Of(text);
        int[] places = [.. Enumerable.Range(0, text.Length).Where(i => !kept[i] && Latin.Contains(text[i], StringComparison.Ordinal))];
        char[] changed = text.ToCharArray();
        foreach (int chosen in random.Sample(places.Length, Protected.Count(places.Length, rate)))
        {
            int at = places[chosen];
            changed[at] = Alike[Latin.IndexOf(text[at], StringComparison.Ordinal)];
        }

        return new string(changed);
    }
}
