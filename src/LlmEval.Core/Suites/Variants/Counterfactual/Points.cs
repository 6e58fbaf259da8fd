using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Reads a difference of scores: <c>0.03</c> or <c>3 points</c>, which are hundredths.</summary>
internal static class Points
{
    /// <summary>The difference, above 0 and at most 1; null when it was reported.</summary>
    public static double? Read(LocatedNode node, string what, DiagnosticBag diagnostics)
    {
        string text = node is ScalarNode scalar ? scalar.Text.Trim() : string.Empty;
        string number = text;
        double unit = 1;
        foreach (string word in (string[])["points", "point"])
        {
            if (!text.EndsWith(word, StringComparison.Ordinal)) { continue; }

            (number, unit) = (text[..^word.Length].TrimEnd(), 100);
            break;
        }

        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 && value / unit <= 1) { return value / unit; }

        diagnostics.Add(Diagnostics.BadValue, node.Location, $"{what} must be above 0 and at most 1, such as 0.03 or '3 points'.");
        return null;
    }
}
