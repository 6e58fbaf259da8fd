using LlmEval.Scoring.Structure.Sql;
using LlmEval.Scoring.Structure.Tools;

namespace LlmEval.Scoring.Structure;

/// <summary>The kinds of checks on the form of an answer and the tools that it calls.</summary>
internal static class StructureChecks
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        IsJsonCheck.Kind, ContainsJsonCheck.Kind, PathCheck.Kind, XmlCheck.IsKind, XmlCheck.ContainsKind, SqlCheck.IsKind, SqlCheck.ContainsKind,
        ToolCalledCheck.Kind, ToolArgsCheck.Kind, ToolOrderCheck.Kind, ValidToolCallCheck.Kind, MaxStepsCheck.Kind, FinishReasonCheck.Kind,
    ];
}
