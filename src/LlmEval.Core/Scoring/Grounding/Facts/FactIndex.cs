namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>The facts of one or several texts, to look up whether they hold another.</summary>
public sealed class FactIndex
{
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _units = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _daysOfYears = new(StringComparer.Ordinal);
    private readonly HashSet<string> _urls = new(StringComparer.Ordinal);
    private readonly string _plain;
    private readonly HashSet<string> _words;

    /// <summary>Reads the texts.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FactIndex(IEnumerable<string> texts, CancellationToken cancellationToken = default)
    {
        List<string> plain = [];
        foreach (string text in texts)
        {
            foreach (Fact fact in FactFinder.Find(text, cancellationToken)) { Add(fact); }

            plain.Add(PlainText.Of(text));
        }

        // A mark that no text has, so that nothing is found across two texts.
        _plain = $" {string.Join(" \u0001 ", plain)} ";
        _words = new HashSet<string>(_plain.Split(' '), StringComparer.Ordinal);
    }

    /// <summary>Whether the texts hold a fact.</summary>
    public bool Has(Fact fact) => fact.Kind switch
    {
        FactKind.Number => fact.Values.Any(v => HasNumber(v, fact.Unit)),
        FactKind.Date => fact.Values.Any(HasDate),
        FactKind.Url => _urls.Contains(fact.Values[0]),
        FactKind.Quotation => fact.Values.All(v => _plain.Contains($" {v} ", StringComparison.Ordinal)),
        // Most names are refuted by a word that is nowhere, without a search.
        _ => fact.Values[0].Split(' ').All(_words.Contains) && _plain.Contains($" {fact.Values[0]} ", StringComparison.Ordinal),
    };

    private void Add(Fact fact)
    {
        foreach (string value in fact.Values)
        {
            switch (fact.Kind)
            {
                case FactKind.Number:
                    _numbers.Add(value);
                    if (!_units.TryGetValue(value, out HashSet<string>? units)) { _units.Add(value, units = new HashSet<string>(StringComparer.Ordinal)); }

                    units.Add(fact.Unit ?? string.Empty);
                    break;
                case FactKind.Date:
                    _dates.Add(value);
                    if (value.StartsWith('-')) { break; }

                    _numbers.Add(value[..4]);
                    _dates.Add(value[..7]);
                    if (value.Length == 10)
                    {
                        _dates.Add($"-{value[4..]}");
                        _daysOfYears.Add(value[4..]);
                    }

                    break;
                case FactKind.Url:
                    _urls.Add(value);
                    break;
            }
        }
    }

    /// <summary>A number is there with the same unit, or where one of the two has none.</summary>
    private bool HasNumber(string value, string? unit) =>
        _numbers.Contains(value) && (unit is null || !_units.TryGetValue(value, out HashSet<string>? units) || units.Contains(unit) || units.Contains(string.Empty));

    /// <summary>A full date is also there when its day and its year are.</summary>
    private bool HasDate(string value) =>
        _dates.Contains(value) || (value.Length == 10 && _dates.Contains($"-{value[4..]}") && _numbers.Contains(value[..4]) && !_daysOfYears.Contains(value[4..]));
}
