using System.Globalization;
using LlmEval.Documents;

namespace LlmEval.Scoring.Structure.Schemas;

/// <summary>References inside of a schema: JSON pointers (RFC 6901, as fragments of a URI) and the names given by <c>$anchor</c>.</summary>
internal static class SchemaPointer
{
    /// <summary>What a reference that begins with <c>#</c> leads to; null when that is nothing.</summary>
    public static LocatedNode? Find(LocatedNode root, string reference)
    {
        string fragment = Uri.UnescapeDataString(reference[1..]);
        if (fragment.Length == 0) { return root; }

        if (fragment[0] != '/') { return Anchor(root, fragment); }

        LocatedNode? node = root;
        foreach (string escaped in fragment[1..].Split('/'))
        {
            string step = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                MappingNode mapping => mapping[step],
                SequenceNode list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (node is null) { return null; }
        }

        return node;
    }

    // As deep as a document may be, which is not deep.
    private static MappingNode? Anchor(LocatedNode node, string name)
    {
        switch (node)
        {
            case MappingNode mapping:
                bool isIt = (mapping["$anchor"] as ScalarNode)?.Text == name || (mapping["$id"] as ScalarNode)?.Text == "#" + name || (mapping["id"] as ScalarNode)?.Text == "#" + name;
                return isIt ? mapping : mapping.Entries.Select(e => Anchor(e.Value, name)).FirstOrDefault(n => n is not null);
            case SequenceNode list:
                return list.Items.Select(i => Anchor(i, name)).FirstOrDefault(n => n is not null);
            default:
                return null;
        }
    }
}
