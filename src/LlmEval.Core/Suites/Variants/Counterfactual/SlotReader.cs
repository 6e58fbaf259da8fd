using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Reads one slot: the name of a list of ours, or <c>{ list, file, groups, only }</c>.</summary>
internal static class SlotReader
{
    /// <summary>Reads it; null after a mistake.</summary>
    public static Slot? Read(string variable, LocatedNode node, string projectDirectory, List<string> files, DiagnosticBag diagnostics)
    {
        List<SlotGroup> groups = [];
        int before = diagnostics.Count;
        if (node is ScalarNode { Scalar: ScalarKind.Text } name) { AddList(groups, name.Text, name.Location, diagnostics); }
        else if (MappingReader.Open(node, $"the slot '{variable}'", diagnostics) is { } reader)
        {
            if (reader.Text("list") is { } list) { AddList(groups, list, reader.Node("list")!.Location, diagnostics); }

            if (reader.Text("file") is { } file) { AddFile(groups, file, reader.Node("file")!, projectDirectory, files, diagnostics); }

            if (reader.Node("groups") is { } own) { Add(groups, SlotGroupReader.Read(own, diagnostics), own.Location, diagnostics); }

            if (reader.Texts("only") is { } only && diagnostics.Count == before) { groups = Only(groups, only, reader.Node("only")!.Location, diagnostics); }

            reader.Done();
        }

        if (diagnostics.Count != before) { return null; }

        if (groups.Count < 2)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"The slot '{variable}' needs at least two groups to compare. Name a list ({string.Join(", ", SlotLists.Names)}), a 'file', or 'groups: {{ a: [...], b: [...] }}'.");
            return null;
        }

        CaseValueKind kind = groups[0].Values[0].Kind;
        if (groups.Any(g => g.Values.Any(v => v.Kind != kind)))
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"The slot '{variable}' mixes texts and mappings of forms. Use one of them.");
            return null;
        }

        return new Slot { Variable = variable, Groups = groups, Reference = groups[0] };
    }

    private static void AddList(List<SlotGroup> groups, string name, Location location, DiagnosticBag diagnostics)
    {
        if (SlotLists.Find(name) is { } list) { groups.AddRange(list); }
        else { diagnostics.Add(Diagnostics.UnknownName, location, MappingReader.UnknownWord($"There is no list '{name}' of values for slots", name, SlotLists.Names)); }
    }

    private static void AddFile(List<SlotGroup> groups, string path, LocatedNode node, string projectDirectory, List<string> files, DiagnosticBag diagnostics)
    {
        if (ProjectPath.Resolve(path, node, projectDirectory, diagnostics) is not { } full) { return; }

        files.Add(full);
        if (YamlReader.Read(full, diagnostics) is not { } content || MappingReader.Open(content, "a file of groups", diagnostics) is not { } reader) { return; }

        if (reader.Node("groups") is { } list) { Add(groups, SlotGroupReader.Read(list, diagnostics), list.Location, diagnostics); }
        else { diagnostics.Add(Diagnostics.MissingKey, content.Location, "A file of groups needs the key 'groups': 'groups: { a: [x, y], b: [z, w] }'."); }

        reader.Done();
    }

    private static void Add(List<SlotGroup> groups, List<SlotGroup>? more, Location location, DiagnosticBag diagnostics)
    {
        foreach (SlotGroup group in more ?? [])
        {
            if (groups.Exists(g => g.Name == group.Name))
            {
                diagnostics.Add(Diagnostics.DuplicateName, location, $"The group '{group.Name}' is there twice. Give one of them another name.");
            }
            else { groups.Add(group); }
        }
    }

    private static List<SlotGroup> Only(List<SlotGroup> groups, IReadOnlyList<string> only, Location location, DiagnosticBag diagnostics)
    {
        List<SlotGroup> chosen = [];
        foreach (string name in only.Distinct(StringComparer.Ordinal))
        {
            if (groups.Find(g => g.Name == name) is { } group) { chosen.Add(group); }
            else { diagnostics.Add(Diagnostics.BadValue, location, MappingReader.UnknownWord($"'{name}' is no group of the slot", name, groups.Select(g => g.Name))); }
        }

        return chosen;
    }
}
