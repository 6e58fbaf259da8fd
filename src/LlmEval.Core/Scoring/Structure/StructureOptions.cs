namespace LlmEval.Scoring.Structure;

/// <summary>Keys that several kinds of this family take.</summary>
internal static class StructureOptions
{
    public static readonly CheckOption Path = new("path", "path", "JSON path to the part of the answer that is judged; all of it by default.");
}
