namespace LlmEval.Scoring.Safety.Pii;

/// <summary>The personal data of the input; anything there that could be a value counts, also without a word beside it.</summary>
internal sealed class KnownPii
{
    private const int Suffix = 7;
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>Values of digits by their last seven: one of two phone numbers may lack the country's code.</summary>
    private readonly Dictionary<string, HashSet<string>> _bySuffix = new(StringComparer.Ordinal);

    private KnownPii()
    {
    }

    public static KnownPii Of(ScoringContext context, CancellationToken cancellationToken)
    {
        KnownPii known = new();
        foreach (string text in InputTexts.Of(context))
        {
            foreach (PiiFinding one in PiiScanner.ScanAll(text, needsContext: false, cancellationToken) ?? [])
            {
                string value = PiiCanonical.Of(one.Entity, text.AsSpan(one.Start, one.Length));
                if (known._values.Add(value) && one.Entity == PiiEntity.Phone && value.Length >= Suffix)
                {
                    string suffix = value[^Suffix..];
                    if (!known._bySuffix.TryGetValue(suffix, out HashSet<string>? alike)) { known._bySuffix.Add(suffix, alike = new HashSet<string>(StringComparer.Ordinal)); }

                    alike.Add(value);
                }
            }
        }

        return known;
    }

    public bool Has(PiiEntity entity, string canonical) =>
        _values.Contains(canonical)
        || (entity == PiiEntity.Phone && canonical.Length >= Suffix && _bySuffix.TryGetValue(canonical[^Suffix..], out HashSet<string>? alike)
            && alike.Any(v => PiiCanonical.AreSame(entity, v, canonical)));
}
