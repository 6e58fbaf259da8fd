using System.Collections.Frozen;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Units of numbers, one notation for each, and words that multiply.</summary>
internal static class Units
{
    private static readonly string[] s_units =
    [
        "% percent percents pct prozent pourcent procent", "$ usd dollar dollars us$", "\u20ac eur euro euros", "\u00a3 gbp pound pounds", "\u00a5 jpy yen", "chf franken francs",
        "km kilometer kilometers kilometre kilometres", "m meter meters metre metres", "cm centimeter centimeters centimetre centimetres", "mm millimeter millimeters",
        "mi mile miles meilen", "ft foot feet", "kg kilogram kilograms kilo kilos", "g gram grams gramm", "mg milligram milligrams", "lb lbs", "t tonne tonnes tonnen",
        "\u00b0c celsius", "\u00b0f fahrenheit", "h hr hrs hour hours stunde stunden heure heures hora horas", "min mins minute minutes minuten minutos", "s sec secs second seconds sekunde sekunden",
        "ms millisecond milliseconds", "day days tag tage tagen jour jours d\u00eda d\u00edas", "week weeks woche wochen semaine semaines semana semanas",
        "month months monat monate monaten mois mes meses", "year years jahr jahre jahren an ans ann\u00e9e ann\u00e9es a\u00f1o a\u00f1os", "kb kilobyte kilobytes", "mb megabyte megabytes", "gb gigabyte gigabytes", "tb terabyte terabytes",
        "l liter liters litre litres", "ml milliliter milliliters", "kw kilowatt", "kwh", "mph", "km/h kmh",
    ];

    private static readonly FrozenDictionary<string, string> s_byName = s_units
        .SelectMany(u => u.Split(' ').Select(n => KeyValuePair.Create(n, u.Split(' ')[0]))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, decimal> s_factors = new Dictionary<string, decimal>
    {
        ["hundred"] = 100, ["thousand"] = 1000, ["tausend"] = 1000, ["k"] = 1000, ["mille"] = 1000, ["mil"] = 1000,
        ["million"] = 1_000_000, ["millions"] = 1_000_000, ["mio"] = 1_000_000, ["mn"] = 1_000_000, ["mln"] = 1_000_000, ["millionen"] = 1_000_000, ["mill\u00f3n"] = 1_000_000, ["millones"] = 1_000_000,
        ["billion"] = 1_000_000_000, ["billions"] = 1_000_000_000, ["bn"] = 1_000_000_000, ["mrd"] = 1_000_000_000, ["milliarde"] = 1_000_000_000, ["milliarden"] = 1_000_000_000, ["milliard"] = 1_000_000_000, ["milliards"] = 1_000_000_000,
        ["trillion"] = 1_000_000_000_000, ["trillions"] = 1_000_000_000_000,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int> s_words =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ')
            .Select((w, i) => KeyValuePair.Create(w, i)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The unit of a word or sign in one notation, or null.</summary>
    public static string? Of(ReadOnlySpan<char> word) => s_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out string? unit) ? unit : null;

    /// <summary>What a word multiplies by, or null.</summary>
    public static decimal? Factor(ReadOnlySpan<char> word) => s_factors.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out decimal factor) ? factor : null;

    /// <summary>The number of an English number word up to twenty, or null.</summary>
    public static int? Word(ReadOnlySpan<char> word) => s_words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out int number) ? number : null;
}
