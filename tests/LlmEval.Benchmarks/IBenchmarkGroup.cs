namespace LlmEval.Benchmarks;

/// <summary>Figures that are measured together.</summary>
internal interface IBenchmarkGroup
{
    /// <summary>What is typed to run it.</summary>
    string Name { get; }

    /// <summary>Measures; the figures are printed last, in this order.</summary>
    Task<IReadOnlyList<Figure>> RunAsync(BenchmarkContext context);
}
