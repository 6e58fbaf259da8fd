using System.Collections.Frozen;

namespace LlmEval.Scoring.Grounding.Facts;

/// <summary>Names of months in English, German, French and Spanish, with their usual short forms.</summary>
internal static class Months
{
    private static readonly string[] s_names =
    [
        "january jan januar j\u00e4nner janvier enero", "february feb februar f\u00e9vrier febrero", "march mar m\u00e4rz mrz mars marzo", "april apr avril abril",
        "may mai mayo", "june jun juni juin junio", "july jul juli juillet julio", "august aug ao\u00fbt agosto", "september sep sept septembre septiembre",
        "october oct oktober okt octobre octubre", "november nov novembre noviembre", "december dec dezember dez d\u00e9cembre diciembre",
    ];

    private static readonly FrozenDictionary<string, int> s_byName = s_names
        .SelectMany((names, i) => names.Split(' ').Select(n => KeyValuePair.Create(n, i + 1))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The month of a name, 1 to 12, or 0; the case of its letters does not matter.</summary>
    public static int Of(ReadOnlySpan<char> name) => s_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int month) ? month : 0;
}
