using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>How many cases more may be lost than won under deterministic sampling before a metric counts as fallen.</summary>
public sealed record Allowance
{
    /// <summary>None below 100 compared cases, else 1% of them.</summary>
    public static readonly Allowance Default = new();

    /// <summary>A fixed number of cases, 0 or more; null when it is a share.</summary>
    public int? Cases { get; init; }

    /// <summary>A share of the compared cases, in percent from 0 to 100; null when it is a number or the default.</summary>
    public double? Percent { get; init; }

    /// <summary>The number of cases for <paramref name="paired"/> compared ones, rounded down.</summary>
    public int Of(int paired)
    {
        if (Cases is { } cases) { return cases; }

        // 1e-9 keeps 7% of 100 at 7: 0.07 * 100 is a little more, 0.29 * 100 a little less than the whole number.
        return Percent is { } percent ? (int)Math.Floor(paired * percent / 100 + 1e-9) : paired < 100 ? 0 : paired / 100;
    }

    internal static Allowance? Bind(LocatedNode node, DiagnosticBag diagnostics)
    {
        if (node is ScalarNode scalar)
        {
            string text = scalar.Text.Trim();
            if (scalar.Scalar == ScalarKind.Integer
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cases))
            {
                return new Allowance { Cases = cases };
            }

            if (text.EndsWith('%')
                && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
                && percent is >= 0 and <= 100)
            {
                return new Allowance { Percent = percent };
            }
        }

        diagnostics.Add(Diagnostics.BadValue, node.Location,
            $"'allowance' of the regression rule must be a number of cases such as 2 or a share of them such as 1%, not {(node is ScalarNode s ? $"'{s.Text}'" : node.Kind)}.");
        return null;
    }
}
