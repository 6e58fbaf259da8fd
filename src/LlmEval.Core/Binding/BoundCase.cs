using LlmEval.Running;
using LlmEval.Scoring;

namespace LlmEval.Binding;

/// <summary>A case with what is asked and how it is scored.</summary>
internal sealed record BoundCase(PlannedCase Planned, CheckSet Checks);
