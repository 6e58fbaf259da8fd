using LlmEval.Model;

namespace LlmEval.Gating;

/// <summary>One thing to tell about a verdict. It becomes a diagnostic where the suite's file is known.</summary>
/// <param name="Kind">What it means for the verdict; <see cref="VerdictKind.Pass"/> when it means nothing for it.</param>
/// <param name="Descriptor">The entry of the table of diagnostics.</param>
/// <param name="Severity">How loud.</param>
/// <param name="Metric">The metric concerned, or null.</param>
/// <param name="Cases">All cases concerned, the most telling first; name at most <see cref="Names.Most"/>.</param>
/// <param name="Text">One or two sentences with at most <see cref="Names.Most"/> cases named: cause and mend.</param>
public sealed record Finding(
    VerdictKind Kind, DiagnosticDescriptor Descriptor, Severity Severity, Metric? Metric, IReadOnlyList<string> Cases, string Text)
{
    /// <summary>Where it points: a floor's line, else the metric's check; null when only the suite as a whole is meant.</summary>
    public Location? Location { get; init; } = Metric?.Location;

    /// <summary>As a diagnostic, at <paramref name="suite"/> when it points nowhere else.</summary>
    public Diagnostic At(Location suite) => Descriptor.At(Location ?? suite, Text, Severity);
}
