using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites;

/// <summary>Reads the <c>replies:</c> of a case.</summary>
internal static class ReplyReader
{
    /// <summary>The replies, in order; null when the case has none.</summary>
    /// <param name="node">The mapping of tools to lists of replies, or null.</param>
    /// <param name="tools">The suite's tools; null when they could not be read, so that no name is known to be wrong.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static IReadOnlyList<ToolReply>? Read(LocatedNode? node, IReadOnlyList<ToolDefinition>? tools, DiagnosticBag diagnostics)
    {
        if (node is null) { return null; }

        if (MappingReader.Open(node, "'replies' of a case", diagnostics) is null) { return []; }

        if (tools is { Count: 0 })
        {
            diagnostics.Add(Diagnostics.MissingKey, node.Location, "'replies' of a case answer the calls of tools, and the suite has none. Name the file of its tools as 'tools'.");
            return [];
        }

        List<ToolReply> replies = [];
        foreach ((ScalarNode tool, LocatedNode list) in ((MappingNode)node).Entries)
        {
            if (tools is not null && tools.All(t => t.Name != tool.Text))
            {
                diagnostics.Add(Diagnostics.UnknownName, tool.Location,
                    MappingReader.UnknownWord($"The suite has no tool '{tool.Text}'", tool.Text, tools.Select(static t => t.Name)));
            }

            if (list is not SequenceNode { Items.Count: > 0 } entries)
            {
                diagnostics.Add(Diagnostics.BadValue, list.Location, $"The replies of '{tool.Text}' must be a list of at least one, such as [{{ returns: {{ ok: true }} }}].");
                continue;
            }

            replies.AddRange(entries.Items.Select(entry => Reply(tool.Text, entry, diagnostics)).OfType<ToolReply>());
        }

        return replies;
    }

    private static ToolReply? Reply(string tool, LocatedNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Open(node, "a reply", diagnostics) is not { } reader) { return null; }

        LocatedNode? when = reader.Node("when");
        LocatedNode? returns = reader.Node("returns");
        reader.Done();
        if (returns is null)
        {
            diagnostics.Add(Diagnostics.MissingKey, node.Location, "A reply needs the key 'returns' (any value), which is what the model gets.");
            return null;
        }

        if (when is not null and not MappingNode)
        {
            diagnostics.Add(Diagnostics.BadValue, when.Location, $"'when' of a reply must be a mapping of arguments to their values, not {when.Kind}.");
            return null;
        }

        DiagnosticBag templates = new();
        RefuseTemplates(when, templates);
        RefuseTemplates(returns, templates);
        diagnostics.AddRange(templates.Items);
        CaseValue? condition = when is null ? null : CaseValue.From(when, diagnostics);
        return templates.HasErrors || (when is not null && condition is null) || CaseValue.From(returns, diagnostics) is not { } value ? null
            : new ToolReply(node.Location, tool, condition, value);
    }

    /// <summary>A placeholder that nobody fills would reach the model as it stands.</summary>
    private static void RefuseTemplates(LocatedNode? node, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case ScalarNode scalar when Template.HasPlaceholder(scalar.Text):
                diagnostics.Add(Diagnostics.BadPattern, scalar.Location, "Placeholders are not filled in 'replies', which belong to one case. Write the value itself.");
                break;
            case SequenceNode list:
                foreach (LocatedNode item in list.Items) { RefuseTemplates(item, diagnostics); }

                break;
            case MappingNode mapping:
                foreach ((_, LocatedNode value) in mapping.Entries) { RefuseTemplates(value, diagnostics); }

                break;
        }
    }
}
