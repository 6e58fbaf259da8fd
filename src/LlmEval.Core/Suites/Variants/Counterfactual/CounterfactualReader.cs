using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Reads <c>counterfactual:</c> of a suite.</summary>
internal static class CounterfactualReader
{
    /// <summary>Most variants that one case may have.</summary>
    public const int MaxVariants = 1000;

    /// <summary>Most slots: the names of their groups become part of ids.</summary>
    public const int MaxSlots = 5;

    private const string What = "'counterfactual'";

    /// <summary>Reads it; null when it is absent or has mistakes.</summary>
    /// <param name="node">The node, or null.</param>
    /// <param name="projectDirectory">The folder that no path may leave.</param>
    /// <param name="files">Gets the files that were read.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static CounterfactualExpander? Read(LocatedNode? node, string projectDirectory, List<string> files, DiagnosticBag diagnostics)
    {
        if (node is null || MappingReader.Open(node, What, diagnostics) is not { } reader) { return null; }

        int before = diagnostics.Count;
        LocatedNode? slotNode = reader.Node("slots");
        List<Slot> slots = slotNode is null ? [] : Slots(slotNode, projectDirectory, files, diagnostics);
        int perGroup = (int)(reader.Integer("per-group", 1, 100) ?? 1);
        long seed = reader.Integer("seed") ?? 0;
        IReadOnlyList<string> of = reader.Texts("of") ?? [];
        double margin = reader.Node("margin") is { } bound ? Points.Read(bound, $"'margin' of {What}", diagnostics) ?? 0 : CounterfactualPlan.DefaultMargin;
        bool cross = reader.Flag("cross") ?? false;
        LocatedNode? reference = reader.Node("reference");
        if (reference is not null) { slots = WithReference(slots, reference, diagnostics); }

        reader.Done();
        if (slotNode is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, node.Location, $"{What} needs 'slots': which variables are filled with which list, for instance 'slots: {{ name: names }}'. Lists: {string.Join(", ", SlotLists.Names)}.");
        }

        if (diagnostics.Count != before) { return null; }

        CheckSizes(slots, perGroup, cross, slotNode!, diagnostics);
        return diagnostics.Count != before ? null : new CounterfactualExpander(new CounterfactualPlan
        {
            Location = node.Location, Slots = slots, PerGroup = perGroup, Seed = seed, Of = of, Margin = margin, Cross = cross,
        });
    }

    private static List<Slot> Slots(LocatedNode node, string projectDirectory, List<string> files, DiagnosticBag diagnostics)
    {
        List<Slot> slots = [];
        if (node is not MappingNode { Entries.Count: > 0 and <= MaxSlots } mapping)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'slots' of {What} must name 1 to {MaxSlots} variables, each with its list: 'slots: {{ name: names }}'.");
            return slots;
        }

        Dictionary<string, (string Leader, Location Location)> followers = new(StringComparer.Ordinal);
        foreach ((ScalarNode name, LocatedNode content) in mapping.Entries)
        {
            if (!SlotGroupReader.IsName(name.Text))
            {
                diagnostics.Add(Diagnostics.BadValue, name.Location, $"The variable of a slot must have 1 to {SlotGroupReader.MaxName} letters, digits, '-' or '_'. Rename it.");
            }
            else if (content is MappingNode { Entries: [(var key, ScalarNode leader)] } && key.Text == "follows")
            {
                slots.Add(new Slot { Variable = name.Text, Groups = SlotLists.Find(SlotLists.Pronouns)!, Reference = SlotLists.Find(SlotLists.Pronouns)![0], Follows = leader.Text });
                followers.Add(name.Text, (leader.Text, leader.Location));
            }
            else if (SlotReader.Read(name.Text, content, projectDirectory, files, diagnostics) is { } slot) { slots.Add(slot); }
        }

        foreach ((string follower, (string leader, Location location)) in followers) { CheckLeader(slots, follower, leader, location, diagnostics); }

        return slots;
    }

    private static void CheckLeader(List<Slot> slots, string follower, string leader, Location location, DiagnosticBag diagnostics)
    {
        if (slots.Find(s => s.Variable == leader && s.Follows is null) is not { } lead)
        {
            diagnostics.Add(Diagnostics.BadValue, location, $"'{follower}' follows '{leader}', which is no slot of its own list. Name one that is.");
            return;
        }

        IReadOnlyList<SlotGroup> pronouns = SlotLists.Find(SlotLists.Pronouns)!;
        if (lead.Groups.FirstOrDefault(g => pronouns.All(p => p.Name != g.Pronoun)) is { } without)
        {
            diagnostics.Add(Diagnostics.BadValue, location,
                $"The group '{without.Name}' of '{leader}' does not say its pronoun, which '{follower}' follows. Write '{without.Name}: {{ pronoun: {string.Join(" | ", pronouns.Select(p => p.Name))}, values: [...] }}'.");
        }
    }

    private static List<Slot> WithReference(List<Slot> slots, LocatedNode node, DiagnosticBag diagnostics)
    {
        List<Slot> changed = [.. slots];
        IEnumerable<(string? Variable, ScalarNode Group)> wanted = node switch
        {
            ScalarNode { Scalar: not ScalarKind.Null } one => [(null, one)],
            MappingNode mapping when mapping.Entries.All(e => e.Value is ScalarNode) => mapping.Entries.Select(e => ((string?)e.Key.Text, (ScalarNode)e.Value)),
            _ => [],
        };
        bool any = false;
        foreach ((string? variable, ScalarNode group) in wanted)
        {
            any = true;
            bool found = false;
            for (int i = 0; i < changed.Count; i++)
            {
                if (changed[i].Follows is not null || (variable is not null && changed[i].Variable != variable)) { continue; }

                if (changed[i].Groups.FirstOrDefault(g => g.Name == group.Text) is not { } reference) { continue; }

                (changed[i], found) = (changed[i] with { Reference = reference }, true);
            }

            if (found) { continue; }

            IEnumerable<string> known = slots.Where(s => s.Follows is null && (variable is null || s.Variable == variable)).SelectMany(s => s.Groups).Select(g => g.Name);
            diagnostics.Add(Diagnostics.BadValue, group.Location, MappingReader.UnknownWord($"'{group.Text}' is no group of {(variable is null ? "any slot" : $"the slot '{variable}'")}", group.Text, known));
        }

        if (!any)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'reference' of {What} must be the name of a group, or a mapping of variables to groups.");
        }

        return changed;
    }

    private static void CheckSizes(List<Slot> slots, int perGroup, bool cross, LocatedNode node, DiagnosticBag diagnostics)
    {
        List<Slot> varied = [.. slots.Where(s => s.Follows is null)];
        foreach (Slot slot in varied)
        {
            if (slot.Groups.FirstOrDefault(g => g.Values.Count < perGroup) is not { } small) { continue; }

            string mend = slot.HasForms ? "Set 'per-group: 1'; each of its groups has one set of forms." : "Lower it, or add values.";
            diagnostics.Add(Diagnostics.BadValue, node.Location, FormattableString.Invariant(
                $"'per-group' is {perGroup}, and the group '{small.Name}' of '{slot.Variable}' has {small.Values.Count} {(small.Values.Count == 1 ? "value" : "values")}. {mend}"));
        }

        double variants = perGroup * (cross ? varied.Aggregate(1.0, (n, s) => n * s.Groups.Count) : varied.Sum(s => (double)s.Groups.Count));
        if (variants > MaxVariants)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, FormattableString.Invariant(
                $"The slots make {variants} variants of each case, more than {MaxVariants}. Name fewer groups ('only'), lower 'per-group', or set 'cross: false'."));
        }
    }
}
