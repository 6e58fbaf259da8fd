using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites.Variants.Perturb;

/// <summary>Finds the variables that checks use.</summary>
internal static class CheckVariables
{
    /// <summary>The names in the placeholders of a list of checks, without what is expected.</summary>
    public static HashSet<string> Of(IReadOnlyList<LocatedNode>? score)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (LocatedNode node in score ?? []) { Add(node, names); }

        return names;
    }

    private static void Add(LocatedNode node, HashSet<string> names)
    {
        switch (node)
        {
            case ScalarNode text when Template.HasPlaceholder(text.Text):
                foreach (TemplateVariable variable in Template.Parse(text, new DiagnosticBag())?.Variables ?? [])
                {
                    string path = variable.Path.StartsWith("vars.", StringComparison.Ordinal) ? variable.Path[5..] : variable.Path;
                    names.Add(path.Split('.')[0]);
                }

                break;
            case SequenceNode list:
                foreach (LocatedNode item in list.Items) { Add(item, names); }

                break;
            case MappingNode mapping:
                foreach ((_, LocatedNode value) in mapping.Entries) { Add(value, names); }

                break;
        }
    }
}
