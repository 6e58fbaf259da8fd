using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites.Variants;

namespace LlmEval.Scoring.OverSuite;

/// <summary>The checks over a suite that come with a key that makes variants of its cases.</summary>
public static class VariantChecks
{
    private static readonly Dictionary<string, string[]> s_reported = new(StringComparer.Ordinal)
    {
        ["attacks"] = ["attack-success-rate"],
        ["counterfactual"] = ["counterfactual-gap", "flip-rate", "mean-abs-gap", "parity-gap"],
        ["perturb"] = ["consistency", "robustness-drop"],
    };

    /// <summary>
    /// Entries for the suite's <c>score:</c>, each placed at the key that it comes with; a check that the suite names itself, with a threshold for instance, is left out. They are
    /// only reported: what should fail a suite its author writes.
    /// </summary>
    /// <param name="expanders">What makes variants.</param>
    /// <param name="score">The suite's own entries.</param>
    public static IReadOnlyList<LocatedNode> DefaultsOf(IReadOnlyList<ICaseExpander> expanders, IReadOnlyList<LocatedNode> score) =>
        [.. expanders.SelectMany(e => s_reported.GetValueOrDefault(e.Maker, []).Where(name => score.All(s => Name(s) != name)).Select(name => Reported(e.Location, name)))];

    private static MappingNode Reported(Location at, string name) =>
        Of(at, name, Of(at, "gate", new ScalarNode(at, "report", ScalarKind.Text)));

    private static MappingNode Of(Location at, string key, LocatedNode value) =>
        new(at, [new KeyValuePair<ScalarNode, LocatedNode>(new ScalarNode(at, key, ScalarKind.Text), value)]);

    private static string? Name(LocatedNode entry) => entry switch
    {
        ScalarNode name => name.Text,
        MappingNode { Entries: [(ScalarNode name, _)] } => name.Text,
        _ => null,
    };
}
