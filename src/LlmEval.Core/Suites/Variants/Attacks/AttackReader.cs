using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites.Variants.Attacks;

/// <summary>Reads <c>attacks:</c> of a suite: <c>all</c>, a list of families, or a mapping.</summary>
internal static class AttackReader
{
    private const string All = "all";
    private const string What = "'attacks'";

    /// <summary>What makes the attacks; null when there are none to make, or after a mistake, which is reported.</summary>
    /// <param name="node">The value of the key, or null.</param>
    /// <param name="tools">The suite's tools; null when their file has mistakes.</param>
    /// <param name="salt">What makes canaries a project's own.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static AttackExpander? Read(LocatedNode? node, IReadOnlyList<ToolDefinition>? tools, string salt, DiagnosticBag diagnostics)
    {
        if (node is null) { return null; }

        DiagnosticBag own = new();
        AttackPlan? plan = Plan(node, tools, salt, own);
        diagnostics.AddRange(own.Items);
        return plan is null || own.HasErrors ? null : new AttackExpander(plan);
    }

    private static AttackPlan? Plan(LocatedNode node, IReadOnlyList<ToolDefinition>? tools, string salt, DiagnosticBag diagnostics)
    {
        SuiteNames.RefuseTemplates(node, "attacks", diagnostics);
        if (diagnostics.HasErrors) { return null; }

        LocatedNode written = node is SequenceNode or ScalarNode { Scalar: ScalarKind.Text }
            ? new MappingNode(node.Location, [new(new ScalarNode(node.Location, "families", ScalarKind.Text), node)]) : node;
        if (MappingReader.Open(written, What, diagnostics) is not { } reader) { return null; }

        ScalarNode[] into = Names(reader, "into", diagnostics);
        ScalarNode[] forbidden = Names(reader, "forbidden-tools", diagnostics);
        foreach (ScalarNode tool in forbidden)
        {
            if (tools is not null && tools.All(t => t.Name != tool.Text))
            {
                diagnostics.Add(Diagnostics.UnknownName, tool.Location, tools.Count == 0
                    ? $"'{tool.Text}' is forbidden, but the suite has no tools. Name their file in 'tools:'."
                    : MappingReader.UnknownWord($"There is no tool '{tool.Text}' in the suite's 'tools'", tool.Text, tools.Select(t => t.Name)));
            }
        }

        string[] objectives = Objectives(reader, tools, forbidden, diagnostics);
        AttackPlan plan = new()
        {
            Location = node.Location,
            Families = [],
            Objectives = objectives,
            PerFamily = (int)(reader.Integer("per-family", 1, 100) ?? 1),
            User = reader.Text("user"),
            Into = [.. into.Select(n => n.Text)],
            ForbiddenTools = [.. forbidden.Select(n => n.Text)],
            Seed = reader.Integer("seed", 0) ?? 0,
            Cases = reader.Node("cases") is ScalarNode { Scalar: ScalarKind.Text, Text: All } ? null : (int?)reader.Integer("cases", 1, int.MaxValue),
            KeepsCases = reader.Flag("keep-cases") ?? true,
            Salt = salt,
        };
        plan = plan with { Families = Families(reader, plan, diagnostics) };
        reader.Done();
        return plan;
    }

    private static string[] Objectives(MappingReader reader, IReadOnlyList<ToolDefinition>? tools, ScalarNode[] forbidden, DiagnosticBag diagnostics)
    {
        bool hasTools = tools is null or { Count: > 0 };
        ScalarNode[] named = Names(reader, "objectives", diagnostics);
        if (named is [] or [{ Text: All }])
        {
            return [.. AttackObjective.All.Where(o => o switch { AttackObjective.CallTool => forbidden.Length > 0, AttackObjective.ToolArgument => hasTools, _ => true })];
        }

        foreach (ScalarNode objective in named)
        {
            switch (objective.Text)
            {
                case AttackObjective.CallTool when forbidden.Length == 0:
                    diagnostics.Add(Diagnostics.MissingKey, objective.Location, $"The objective '{objective.Text}' needs the tools that must not be called. Name them as 'forbidden-tools'.");
                    break;
                case AttackObjective.ToolArgument when !hasTools:
                    diagnostics.Add(Diagnostics.MissingKey, objective.Location, $"The objective '{objective.Text}' needs tools, and the suite has none. Name their file in 'tools:'.");
                    break;
                default:
                    if (!AttackObjective.All.Contains(objective.Text, StringComparer.Ordinal))
                    {
                        diagnostics.Add(Diagnostics.BadValue, objective.Location, MappingReader.UnknownWord($"'{objective.Text}' is not an objective of attacks", objective.Text, AttackObjective.All));
                    }

                    break;
            }
        }

        if (forbidden.Length > 0 && named.All(o => o.Text != AttackObjective.CallTool))
        {
            diagnostics.Add(Diagnostics.BadValue, forbidden[0].Location, $"'forbidden-tools' is used by the objective '{AttackObjective.CallTool}' only, which 'objectives' leaves out. Add it there, or remove the tools.");
        }

        return [.. AttackObjective.All.Where(o => named.Any(n => n.Text == o))];
    }

    private static AttackFamily[] Families(MappingReader reader, AttackPlan plan, DiagnosticBag diagnostics)
    {
        ScalarNode[] named = Names(reader, "families", diagnostics);
        HashSet<string> chosen = new(StringComparer.Ordinal);
        if (named is [] or [{ Text: All }])
        {
            // What a user says in a variable has no place for turns; who names the family wants it nevertheless.
            chosen.UnionWith(AttackFamilies.All.Where(f => plan.ObjectivesOf(f).Length > 0 && !(f.AddsTurns && plan.User is not null)).Select(f => f.Name));
        }
        else
        {
            foreach (ScalarNode name in named)
            {
                AttackFamily[] families = [.. AttackFamilies.Of(name.Text)];
                string[] able = [.. families.Where(f => plan.ObjectivesOf(f).Length > 0).Select(f => f.Name)];
                if (families.Length == 0)
                {
                    diagnostics.Add(Diagnostics.BadValue, name.Location, MappingReader.UnknownWord($"'{name.Text}' is not a family of attacks", name.Text, AttackFamilies.Names));
                }
                else if (able.Length == 0 && plan.Objectives.Count > 0)
                {
                    diagnostics.Add(Diagnostics.BadValue, name.Location,
                        $"The family '{name.Text}' has only the objective {string.Join(", ", families.SelectMany(f => f.Objectives).Distinct(StringComparer.Ordinal).Select(o => $"'{o}'"))}, and the suite's are {string.Join(", ", plan.Objectives.Select(o => $"'{o}'"))}. Add it to 'objectives' with what it needs, or remove the family.");
                }

                chosen.UnionWith(able);
            }
        }

        if (chosen.Count == 0 && !diagnostics.HasErrors)
        {
            diagnostics.Add(Diagnostics.BadValue, plan.Location, "No family of attacks can pursue the given 'objectives'. Name others, or leave the key out.");
        }

        return [.. AttackFamilies.All.Where(f => chosen.Contains(f.Name))];
    }

    /// <summary>A name or a list of names, each once; none when the key is absent or wrong (reported).</summary>
    private static ScalarNode[] Names(MappingReader reader, string key, DiagnosticBag diagnostics)
    {
        if (reader.Texts(key) is null) { return []; }

        LocatedNode node = reader.Node(key)!;
        ScalarNode[] names = node is SequenceNode list ? [.. list.Items.Cast<ScalarNode>()] : [(ScalarNode)node];
        if (names.Length == 0) { diagnostics.Add(Diagnostics.BadValue, node.Location, $"'{key}' of {What} is an empty list. Name something, or remove the key."); }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ScalarNode name in names)
        {
            if (!seen.Add(name.Text)) { diagnostics.Add(Diagnostics.DuplicateName, name.Location, $"'{name.Text}' is named twice in '{key}' of {What}. Remove one."); }
            else if (name.Text == All && names.Length > 1) { diagnostics.Add(Diagnostics.BadValue, name.Location, $"'{All}' stands alone in '{key}' of {What}. Remove it or the other names."); }
        }

        return names.Length > 1 ? [.. names.Where(n => n.Text != All)] : names;
    }
}
