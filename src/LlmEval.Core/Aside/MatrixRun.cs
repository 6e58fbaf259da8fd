using LlmEval.Comparing;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Aside;

/// <summary>What a run of a matrix came to.</summary>
/// <param name="Matrix">The cells, ranked; those that a plan or a limit left without answers say why.</param>
/// <param name="Estimates">What each cell will ask for, by its name; empty unless it was planned.</param>
/// <param name="Stopped">What ended cells before they were done: a limit, an endpoint.</param>
public sealed record MatrixRun(Matrix Matrix, IReadOnlyList<(string Cell, RunEstimate Estimate)> Estimates, IReadOnlyList<Diagnostic> Stopped);
