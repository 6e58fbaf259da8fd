using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>A metric of which no new violation is tolerated.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Location">Where it stands in the suite.</param>
public sealed record ZeroToleranceBound(string Metric, Location Location)
{
    /// <summary>Binds <c>zero-tolerance:</c>, a list of metrics or one; every mistake is reported at its place.</summary>
    internal static IReadOnlyList<ZeroToleranceBound> Bind(LocatedNode? node, IReadOnlyList<Metric> metrics, int ofAnswers, DiagnosticBag diagnostics)
    {
        if (node is null) { return []; }

        List<ZeroToleranceBound> bounds = [];
        IReadOnlyList<LocatedNode> items = node is SequenceNode list ? list.Items : [node];
        if (items.Count == 0) { diagnostics.Add(Diagnostics.BadValue, node.Location, "'zero-tolerance' of the gate is empty. Name metrics, or remove it."); }

        foreach (LocatedNode item in items)
        {
            if (item is not ScalarNode { Scalar: not ScalarKind.Null } name)
            {
                diagnostics.Add(Diagnostics.BadValue, item.Location, $"'zero-tolerance' of the gate must be a list of metric names such as [pii], not {item.Kind}.");
            }
            else if (bounds.Exists(b => string.Equals(b.Metric, name.Text, StringComparison.Ordinal)))
            {
                diagnostics.Add(Diagnostics.BadValue, item.Location, $"'zero-tolerance' of the gate names '{name.Text}' twice. Remove one of the two.");
            }
            else if (metrics.Skip(ofAnswers).Any(m => string.Equals(m.Name, name.Text, StringComparison.Ordinal)))
            {
                diagnostics.Add(Diagnostics.BadValue, item.Location, $"'zero-tolerance' of the gate names '{name.Text}', which is measured over the whole suite, so that no case violates it. Give it a floor instead.");
            }
            else if (GatePlan.FindMetric(name, [.. metrics.Take(ofAnswers)], "'zero-tolerance'", diagnostics) is { } metric) { bounds.Add(new ZeroToleranceBound(metric.Name, name.Location)); }
        }

        return bounds;
    }
}
