using LlmEval.Binding;
using LlmEval.Model;

namespace LlmEval.Evaluating;

/// <summary>
/// A case with its samples; rows are null when an answer is missing and may not be drawn. A class: asynchronous methods that give a struct
/// of ours cannot be compiled before they run.
/// </summary>
internal sealed record DrawnCase(BoundCase Case, int Place, IReadOnlyList<Sample> Samples, IReadOnlyList<IReadOnlyList<Score>> Scores, ScoreCell[][]? Rows);
