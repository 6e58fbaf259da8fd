using System.Globalization;

namespace LlmEval.Scoring.Comparisons;

/// <summary>Numbers for people.</summary>
internal static class Figures
{
    /// <summary>At most four decimals, without a sign at 0; <c>-</c> for none.</summary>
    public static string Of(double? value) => value is { } number ? (Math.Round(number, 4) + 0.0).ToString("0.####", CultureInfo.InvariantCulture) : "-";

    /// <summary>A whole number.</summary>
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What an A/A floor is, or how to get one.</summary>
    public static string Floor(Noise noise) => noise.Floor is { } floor
        ? $"{Of(floor)} between samples of one prompt (A/A)" : "noise not measured: give the suite 'samples: 2' or more";
}
