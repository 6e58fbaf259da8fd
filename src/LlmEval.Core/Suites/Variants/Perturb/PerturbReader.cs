using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>Reads <c>perturb:</c> of a suite: a mapping, or just the list of kinds.</summary>
internal static class PerturbReader
{
    private const string What = "'perturb'";

    /// <summary>Every kind, in the order of the variants.</summary>
    public static IReadOnlyList<IPerturbation> Kinds { get; } = [new Typos(), new LetterCase(), new Spacing(), new OptionOrder(), new Filler(), new Homoglyphs()];

    /// <summary>Reads it; null when it is absent or has mistakes.</summary>
    /// <param name="node">The node, or null.</param>
    /// <param name="score">The suite's checks.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static PerturbExpander? Read(LocatedNode? node, IReadOnlyList<LocatedNode> score, DiagnosticBag diagnostics)
    {
        if (node is null) { return null; }

        int before = diagnostics.Count;
        HashSet<string> used = CheckVariables.Of(score);
        if (node is SequenceNode)
        {
            MappingNode whole = new(node.Location, [new(new ScalarNode(node.Location, "kinds", ScalarKind.Text), node)]);
            return Read(whole, score, diagnostics);
        }

        if (MappingReader.Open(node, What, diagnostics) is not { } reader) { return null; }

        IReadOnlyList<IPerturbation> kinds = reader.Texts("kinds") is { } names ? Named(names, reader.Node("kinds")!, diagnostics) : Kinds;
        int perKind = (int)(reader.Integer("per-kind", 1, 20) ?? 1);
        IReadOnlyList<string>? into = reader.Texts("into");
        double rate = reader.Number("rate", 0.001, 0.5) ?? 0.05;
        long seed = reader.Integer("seed") ?? 0;
        reader.Done();
        if (into is { Count: 0 })
        {
            diagnostics.Add(Diagnostics.BadValue, reader.Node("into")!.Location, $"'into' of {What} names no variable. Name one, or remove the key: then every text that only the model sees is changed.");
        }

        return diagnostics.Count != before ? null
            : new PerturbExpander(new PerturbPlan { Location = node.Location, Kinds = kinds, PerKind = perKind, Into = into, Rate = rate, Seed = seed, UsedByChecks = used });
    }

    private static List<IPerturbation> Named(IReadOnlyList<string> names, LocatedNode node, DiagnosticBag diagnostics)
    {
        IEnumerable<string> known = Kinds.Select(k => k.Name);
        for (int i = 0; i < names.Count; i++)
        {
            if (known.Contains(names[i], StringComparer.Ordinal)) { continue; }

            Location location = node is SequenceNode list ? list.Items[i].Location : node.Location;
            diagnostics.Add(Diagnostics.BadValue, location, MappingReader.UnknownWord($"'{names[i]}' is no kind of perturbation", names[i], known));
        }

        if (names.Count == 0)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'kinds' of {What} names none. Name some of {string.Join(", ", known)}, or remove the key for all.");
        }

        return [.. Kinds.Where(k => names.Contains(k.Name, StringComparer.Ordinal))];
    }
}
