using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>The <c>gate:</c> of a suite, checked and bound to its metrics.</summary>
public sealed record GatePlan
{
    /// <summary>No floors, and the default comparison with the baseline.</summary>
    public static readonly GatePlan Default = new();

    /// <summary>Floors, in the order in which they stand.</summary>
    public IReadOnlyList<Floor> Floors { get; init; } = [];

    /// <summary>The comparison with the baseline.</summary>
    public RegressionSettings Regression { get; init; } = RegressionSettings.Default;

    /// <summary>Binds the mapping. Every mistake is reported at its place.</summary>
    /// <param name="gate">The value of <c>gate:</c>; null when the suite has none.</param>
    /// <param name="metrics">The suite's metrics.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <returns>The plan, or null when there was a mistake.</returns>
    public static GatePlan? Bind(MappingNode? gate, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics)
    {
        if (gate is null) { return Default; }

        DiagnosticBag own = new();
        MappingReader reader = MappingReader.Open(gate, "the gate", own)!;
        List<Floor> floors = BindFloors(reader.Node("floor"), metrics, own);
        RegressionSettings? regression = RegressionSettings.Bind(reader.Node("regression"), metrics, own);
        reader.Done();
        diagnostics.AddRange(own.Items);
        return own.HasErrors || regression is null ? null : new GatePlan { Floors = floors, Regression = regression };
    }

    /// <summary>Finds the metric that a gate names; reports one that does not exist or that may never fail anything.</summary>
    internal static Metric? FindMetric(ScalarNode name, IReadOnlyList<Metric> metrics, string who, DiagnosticBag diagnostics)
    {
        Metric? metric = metrics.FirstOrDefault(m => string.Equals(m.Name, name.Text, StringComparison.Ordinal));
        if (metric is null)
        {
            diagnostics.Add(Diagnostics.UnknownMetric, name.Location,
                MappingReader.UnknownWord($"{who} names the metric '{name.Text}', which no check produces", name.Text, metrics.Select(m => m.Name)));
            return null;
        }

        if (metric.CanFail) { return metric; }

        diagnostics.Add(Diagnostics.BadValue, name.Location,
            $"{who} names the metric '{name.Text}', whose check says 'gate: report' and so never fails anything. Remove one of the two.");
        return null;
    }

    private static List<Floor> BindFloors(LocatedNode? node, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics)
    {
        List<Floor> floors = [];
        if (node is null) { return floors; }

        if (node is not MappingNode mapping)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location,
                $"'floor' of the gate must be a mapping such as {{ {(metrics.Count > 0 ? metrics[0].Name : "equals")}: 0.9 }}, not {node.Kind}.");
            return floors;
        }

        foreach ((ScalarNode name, LocatedNode value) in mapping.Entries)
        {
            if (FindMetric(name, metrics, "'floor'", diagnostics) is not { } metric) { continue; }

            string what = metric.HigherIsBetter ? $"the floor of '{metric.Name}'" : $"the floor of '{metric.Name}' (a ceiling on its mean, because lower is better)";
            bool isShare = metric.IsBinary || metric.Unit is "pass" or "ratio";
            if (isShare && value is ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } percent
                && CoreSchema.TryReal(percent.Text, out double points) && points is > 1 and <= 100)
            {
                diagnostics.Add(Diagnostics.BadValue, value.Location,
                    FormattableString.Invariant($"{char.ToUpperInvariant(what[0])}{what[1..]} must be a number from 0 to 1, not '{percent.Text}'. Did you mean {(double)((decimal)points / 100)}?"));
                continue;
            }

            double? bound = MappingReader.Number(value, what, isShare ? 0 : double.MinValue, isShare ? 1 : double.MaxValue, diagnostics);
            if (bound is { } number) { floors.Add(new Floor(metric.Name, number, name.Location)); }
        }

        return floors;
    }
}
