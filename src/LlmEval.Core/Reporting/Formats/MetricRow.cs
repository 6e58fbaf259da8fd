namespace LlmEval.Reporting.Formats;

/// <summary>A metric as a row of a table, ready to be read; an empty cell where nothing is to be said.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Check">Name of its check.</param>
/// <param name="State">What the comparison came to, in a word.</param>
/// <param name="Before">The baseline's mean.</param>
/// <param name="Now">The present mean.</param>
/// <param name="Difference">Now minus before.</param>
/// <param name="Interval">The 95% interval of the difference.</param>
/// <param name="PValue">One-sided p-value of "the metric got worse".</param>
/// <param name="Cases">How many cases it rests on.</param>
public sealed record MetricRow(string Metric, string Check, string State, string Before, string Now, string Difference, string Interval, string PValue, int Cases);
