using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring.Comparisons;

/// <summary>The bound of a check that judges by a rule of its own.</summary>
internal static class ThresholdOption
{
    /// <summary>The threshold that decides, or null: none is given, or the check is only reported. The binder reports what is wrong with it.</summary>
    public static double? Read(CheckOptions options) =>
        options.Keys.Node("gate") is not ScalarNode { Text: "report" } && options.Keys.Node("threshold") is ScalarNode node
            ? MappingReader.Number(node, string.Empty, double.MinValue, double.MaxValue, new DiagnosticBag()) : null;
}
