using LlmEval.Documents;
using LlmEval.Gating.Budgets;
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

    /// <summary>Hash of what <c>gate:</c> says: when it differs from the baseline's, the gate itself was changed.</summary>
    public string Key { get; init; } = GateKey.Of(null);

    /// <summary>Metrics of which no new violation is tolerated.</summary>
    public IReadOnlyList<ZeroToleranceBound> ZeroTolerance { get; init; } = [];

    /// <summary>What the answers may use; null for no bound.</summary>
    public BudgetPlan? Budget { get; init; }

    /// <summary>Binds the mapping. Every mistake is reported at its place.</summary>
    /// <param name="gate">The value of <c>gate:</c>; null when the suite has none.</param>
    /// <param name="metrics">The suite's metrics, also those over the suite.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <param name="ofAnswers">How many of <paramref name="metrics"/>, the first ones, are metrics of answers and not over the suite; all when null.</param>
    /// <returns>The plan, or null when there was a mistake.</returns>
    public static GatePlan? Bind(MappingNode? gate, IReadOnlyList<Metric> metrics, DiagnosticBag diagnostics, int? ofAnswers = null)
    {
        if (gate is null) { return Default; }

        DiagnosticBag own = new();
        MappingReader reader = MappingReader.Open(gate, "the gate", own)!;
        List<Floor> floors = BindFloors(reader.Node("floor"), metrics, own);
        RegressionSettings? regression = RegressionSettings.Bind(reader.Node("regression"), metrics, own);
        IReadOnlyList<ZeroToleranceBound> zero = ZeroToleranceBound.Bind(reader.Node("zero-tolerance"), metrics, ofAnswers ?? metrics.Count, own);
        BudgetPlan? budget = BudgetPlan.Bind(reader.Node("budget"), own);
        reader.Done();
        diagnostics.AddRange(own.Items);
        return own.HasErrors || regression is null ? null : new GatePlan { Floors = floors, Regression = regression, ZeroTolerance = zero, Budget = budget, Key = GateKey.Of(gate) };
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
            Floor? floor = value is MappingNode parts ? BindParts(metric, name, parts, diagnostics)
                : Bound(metric, what, value, diagnostics) is { } number ? new Floor(metric.Name, number, name.Location) : null;
            if (floor is not null) { floors.Add(floor); }
        }

        return floors;
    }

    /// <summary><c>{ mean: 0.9, worst-slice: 0.8, min-cases: 5 }</c>.</summary>
    private static Floor? BindParts(Metric metric, ScalarNode name, MappingNode parts, DiagnosticBag diagnostics)
    {
        DiagnosticBag own = new();
        MappingReader reader = MappingReader.Open(parts, $"the floor of '{metric.Name}'", own)!;
        double? mean = reader.Node("mean") is { } m ? Bound(metric, $"'mean' of the floor of '{metric.Name}'", m, own) : null;
        double? worst = reader.Node("worst-slice") is { } w ? Bound(metric, $"'worst-slice' of the floor of '{metric.Name}'", w, own) : null;
        long cases = reader.Integer("min-cases", 1, int.MaxValue) ?? Floor.DefaultMinCases;
        if (!reader.Has("mean") && !reader.Has("worst-slice"))
        {
            own.Add(Diagnostics.MissingKey, parts.Location, $"The floor of '{metric.Name}' needs 'mean' or 'worst-slice', for instance: {{ mean: 0.9, worst-slice: 0.8, min-cases: 5 }}");
        }
        else if (reader.Has("min-cases") && !reader.Has("worst-slice"))
        {
            own.Add(Diagnostics.BadValue, reader.Node("min-cases")!.Location, $"'min-cases' of the floor of '{metric.Name}' means nothing without 'worst-slice'. Remove it, or add the bound for slices.");
        }

        reader.Done();
        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : new Floor(metric.Name, mean, name.Location) { WorstSlice = worst, MinCases = (int)cases };
    }

    /// <summary>One bound in the metric's unit; a bound in seconds may be written as a time.</summary>
    private static double? Bound(Metric metric, string what, LocatedNode value, DiagnosticBag diagnostics)
    {
        bool isShare = metric.IsBinary || metric.Unit is "pass" or "ratio";
        if (isShare && value is ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } percent
            && CoreSchema.TryReal(percent.Text, out double points) && points is > 1 and <= 100)
        {
            diagnostics.Add(Diagnostics.BadValue, value.Location,
                FormattableString.Invariant($"{char.ToUpperInvariant(what[0])}{what[1..]} must be a number from 0 to 1, not '{percent.Text}'. Did you mean {(double)((decimal)points / 100)}?"));
            return null;
        }

        if (metric.Unit == "s" && value is ScalarNode { Scalar: ScalarKind.Text } time) { return MappingReader.Time(time, what, diagnostics)?.TotalSeconds; }

        bool isPositive = isShare || metric.BestIsZero;
        return MappingReader.Number(value, what, isPositive ? 0 : double.MinValue, isShare ? 1 : double.MaxValue, diagnostics);
    }
}
