using System.Buffers;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Suites;

/// <summary>Rules on names and tags: they stand in file names, baselines and filters.</summary>
internal static class SuiteNames
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/\\:*?\"<>|{}");
    private static readonly SearchValues<char> NotInTags = SearchValues.Create(",;|*=!{}");

    /// <summary>Whether a name can be that of a suite, also as part of a file name on every system.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && !name.AsSpan().ContainsAny(NotInNames) && !name.Any(char.IsControl)
        && name.Trim() == name && !name.StartsWith('.') && !name.EndsWith('.');

    /// <summary>Reports tags that a filter could not name.</summary>
    public static void CheckTags(IReadOnlyList<string> tags, Location location, DiagnosticBag diagnostics)
    {
        foreach (string tag in tags)
        {
            if (tag.Length == 0 || tag.AsSpan().ContainsAny(NotInTags) || tag.Any(char.IsControl) || tag.Trim() != tag)
            {
                diagnostics.Add(Diagnostics.BadValue, location, $"'{tag}' cannot be a tag: tags have no spaces at their ends and none of , ; | * = ! {{ }}. Rename it.");
            }
        }
    }

    /// <summary>Reports every placeholder in a node whose values must not depend on a case.</summary>
    public static void RefuseTemplates(LocatedNode? node, string key, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case ScalarNode scalar when Template.HasPlaceholder(scalar.Text):
                diagnostics.Add(Diagnostics.BadPattern, scalar.Location, $"Placeholders are not allowed in '{key}', which holds for all cases. Write the value itself.");
                break;
            case SequenceNode list:
                foreach (LocatedNode item in list.Items) { RefuseTemplates(item, key, diagnostics); }

                break;
            case MappingNode mapping:
                foreach ((ScalarNode name, LocatedNode value) in mapping.Entries)
                {
                    RefuseTemplates(name, key, diagnostics);
                    RefuseTemplates(value, key, diagnostics);
                }

                break;
        }
    }
}
