using System.Globalization;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating.Budgets;

/// <summary>The <c>budget:</c> of a gate: what the answers may use, the models that judge them left out.</summary>
/// <param name="Bounds">The bounds, in the order in which they stand; at least one.</param>
public sealed record BudgetPlan(IReadOnlyList<BudgetBound> Bounds)
{
    /// <summary>Whether it bounds times of samples.</summary>
    public bool NeedsSeconds => Bounds.Any(b => b.Measure.IsTime() && !b.Measure.IsFirstToken());

    /// <summary>Whether it bounds times to the first token.</summary>
    public bool NeedsFirstTokens => Bounds.Any(b => b.Measure.IsFirstToken());

    /// <summary>Whether it bounds money.</summary>
    public bool NeedsCost => Bounds.Any(b => b.Measure == BudgetMeasure.CostPerCase);

    /// <summary>Whether a case's usage says everything that the bounds ask for; what a model does not tell is not asked for again.</summary>
    internal bool IsSaidBy(CaseUsage? usage) => usage is not null && (!NeedsSeconds || usage.Seconds is not null) && (!NeedsFirstTokens || usage.FirstTokens is not null);

    /// <summary>Binds <c>budget:</c>; null when it is absent or after a mistake, which is reported at its place.</summary>
    internal static BudgetPlan? Bind(LocatedNode? node, DiagnosticBag diagnostics)
    {
        if (node is null) { return null; }

        if (node is not MappingNode { Entries.Count: > 0 } mapping)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'budget' of the gate must be a mapping such as {{ cost-per-case: 0.002, p95-latency: 2s }}, not {(node is MappingNode ? "an empty one" : node.Kind)}.");
            return null;
        }

        List<BudgetBound> bounds = [];
        foreach ((ScalarNode name, LocatedNode value) in mapping.Entries)
        {
            if (Find(name, diagnostics) is { } measure && Bound(measure, name, value, diagnostics) is { } bound) { bounds.Add(bound); }
        }

        return bounds.Count == 0 ? null : new BudgetPlan(bounds);
    }

    private static BudgetMeasure? Find(ScalarNode name, DiagnosticBag diagnostics)
    {
        foreach ((string key, BudgetMeasure measure) in BudgetMeasures.All)
        {
            if (string.Equals(key, name.Text, StringComparison.Ordinal)) { return measure; }
        }

        diagnostics.Add(Diagnostics.UnknownKey, name.Location,
            MappingReader.UnknownWord($"'{name.Text}' is not a key of the budget", name.Text, BudgetMeasures.All.Select(m => m.Key)));
        return null;
    }

    private static BudgetBound? Bound(BudgetMeasure measure, ScalarNode name, LocatedNode value, DiagnosticBag diagnostics)
    {
        string what = $"the budget of '{name.Text}'";
        if (value is not MappingNode parts)
        {
            return Max(measure, value, what, diagnostics) is { } max ? new BudgetBound(measure, max, null, name.Location) : null;
        }

        DiagnosticBag own = new();
        MappingReader reader = MappingReader.Open(parts, what, own)!;
        double? most = reader.Node("max") is { } m ? Max(measure, m, $"'max' of {what}", own) : null;
        double? rise = reader.Node("rise") is { } r ? Rise(r, $"'rise' of {what}", own) : null;
        if (!reader.Has("max") && !reader.Has("rise"))
        {
            own.Add(Diagnostics.MissingKey, parts.Location, $"The budget of '{name.Text}' needs 'max' or 'rise', for instance: {{ max: {(measure.IsTime() ? "2s" : "800")}, rise: 10% }}");
        }

        reader.Done();
        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : new BudgetBound(measure, most, rise, name.Location);
    }

    private static double? Max(BudgetMeasure measure, LocatedNode node, string what, DiagnosticBag diagnostics) => measure.IsTime()
        ? MappingReader.Time(node, what, diagnostics)?.TotalSeconds : MappingReader.Number(node, what, 0, double.MaxValue, diagnostics);

    /// <summary>A share such as <c>10%</c>. A bare number could mean a share, points or a factor, so that it is refused.</summary>
    private static double? Rise(LocatedNode node, string what, DiagnosticBag diagnostics)
    {
        if (node is ScalarNode scalar && scalar.Text.Trim() is { Length: > 1 } text && text[^1] == '%'
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and <= 10_000)
        {
            return percent / 100;
        }

        diagnostics.Add(Diagnostics.BadValue, node.Location, $"{char.ToUpperInvariant(what[0])}{what[1..]} must be a share such as 10%, not {(node is ScalarNode s ? $"'{s.Text}'" : node.Kind)}.");
        return null;
    }
}
