using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Reads <c>groups:</c> of a slot: names with lists of values, or with <c>{ pronoun, values }</c>.</summary>
internal static class SlotGroupReader
{
    /// <summary>Longest name of a group: it becomes part of ids of cases.</summary>
    public const int MaxName = 30;

    /// <summary>Reads the groups; null after a mistake.</summary>
    public static List<SlotGroup>? Read(LocatedNode node, DiagnosticBag diagnostics)
    {
        if (node is not MappingNode mapping)
        {
            diagnostics.Add(Diagnostics.BadValue, node.Location, $"'groups' of a slot must be names of groups with lists of values, not {node.Kind}: 'groups: {{ a: [x, y], b: [z, w] }}'.");
            return null;
        }

        int before = diagnostics.Count;
        List<SlotGroup> groups = [];
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        foreach ((ScalarNode name, LocatedNode content) in mapping.Entries)
        {
            if (!IsName(name.Text))
            {
                diagnostics.Add(Diagnostics.BadValue, name.Location, $"The name of a group must have 1 to {MaxName} letters, digits, '-' or '_'. Mend it.");
            }
            else if (Group(name.Text, content, owners, diagnostics) is { } group) { groups.Add(group); }
        }

        return diagnostics.Count == before ? groups : null;
    }

    /// <summary>Whether a text can name a group or a slot.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= MaxName && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static SlotGroup? Group(string name, LocatedNode content, Dictionary<string, string> owners, DiagnosticBag diagnostics)
    {
        string? pronoun = null;
        LocatedNode? list = content;
        if (content is MappingNode && MappingReader.Open(content, $"the group '{name}'", diagnostics) is { } reader)
        {
            pronoun = reader.Text("pronoun");
            list = reader.Node("values");
            reader.Done();
            if (list is null)
            {
                diagnostics.Add(Diagnostics.MissingKey, content.Location, $"The group '{name}' needs its 'values', a list.");
                return null;
            }
        }

        if (list is not SequenceNode { Items.Count: > 0 } values)
        {
            diagnostics.Add(Diagnostics.BadValue, list.Location, $"The group '{name}' must be a list of at least one value.");
            return null;
        }

        List<CaseValue> texts = [];
        foreach (LocatedNode item in values.Items)
        {
            bool isForms = item is MappingNode { Entries.Count: > 0 } forms && forms.Entries.All(f => f.Value is ScalarNode { Scalar: not ScalarKind.Null });
            if (item is not ScalarNode { Scalar: not ScalarKind.Null, Text.Length: > 0 } && !isForms)
            {
                diagnostics.Add(Diagnostics.BadValue, item.Location, $"A value of the group '{name}' must be a text, or a mapping of grammatical forms to texts.");
                return null;
            }

            CaseValue value = item is ScalarNode text ? CaseValue.OfText(text.Text)
                : CaseValue.OfMembers([.. ((MappingNode)item).Entries.Select(f => new KeyValuePair<string, CaseValue>(f.Key.Text, CaseValue.OfText(((ScalarNode)f.Value).Text)))]);
            if (!owners.TryAdd(value.ToText(), name))
            {
                diagnostics.Add(Diagnostics.BadValue, item.Location, $"This value of the group '{name}' is in the group '{owners[value.ToText()]}' already, so that nothing would be compared. Remove one.");
                return null;
            }

            texts.Add(value);
        }

        return new SlotGroup(name, texts, pronoun);
    }
}
