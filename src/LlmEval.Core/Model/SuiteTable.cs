namespace LlmEval.Model;

/// <summary>A table that explains a metric over a suite, ready to be printed; numbers are culture-invariant.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows, a text a column.</param>
public sealed record SuiteTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
