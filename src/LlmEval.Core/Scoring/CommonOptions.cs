using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>The keys that every check has.</summary>
internal static class CommonOptions
{
    /// <summary>
    /// <c>threshold</c> in the kind's unit, or the kind's own; null when it is missing or wrong. A time is a bare number of
    /// milliseconds (as in promptfoo) or a number with its unit.
    /// </summary>
    public static double? Threshold(CheckOptions options)
    {
        CheckKind kind = options.Kind;
        if (options.Keys.Node("threshold") is not { } node)
        {
            if (kind.Threshold is null)
            {
                options.Diagnostics.Add(Diagnostics.MissingKey, options.Keys.Location, $"The check '{options.Name}' needs a 'threshold', for instance: {kind.Example}");
            }

            return kind.Threshold;
        }

        string what = $"'threshold' of {options.What}";
        if (kind.Unit == "s")
        {
            return node is ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real }
                ? MappingReader.Number(node, what, 0, double.MaxValue, options.Diagnostics) / 1000
                : MappingReader.Time(node, what, options.Diagnostics)?.TotalSeconds;
        }

        double maximum = double.IsPositiveInfinity(kind.Maximum) ? double.MaxValue : kind.Maximum;
        double? threshold = MappingReader.Number(node, what, kind.Minimum, maximum, options.Diagnostics);
        if (threshold is 0 && kind.IsBinary)
        {
            options.Diagnostics.Add(Diagnostics.BadValue, node.Location, $"{what} is 0, which every answer reaches. Use 'gate: report' for a check that never fails.");
            return null;
        }

        return threshold;
    }

    /// <summary><c>metric</c>, or the check's name.</summary>
    public static string MetricName(CheckOptions options)
    {
        if (options.Keys.Text("metric") is not { } name) { return options.Name; }

        if (name.Length is > 0 and <= 100 && !name.Any(char.IsControl) && name.Trim().Length == name.Length) { return name; }

        options.Diagnostics.Add(Diagnostics.BadValue, options.Keys.Node("metric")!.Location,
            $"'metric' of {options.What} must be a name of 1 to 100 characters without line breaks or spaces around it.");
        return options.Name;
    }
}
