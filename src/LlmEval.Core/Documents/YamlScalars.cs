using LlmEval.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmEval.Documents;

/// <summary>What scalars and tags of YAML are under the core schema.</summary>
internal static class YamlScalars
{
    private const string CoreTag = "tag:yaml.org,2002:";

    /// <summary>The node of a scalar.</summary>
    public static ScalarNode Node(Scalar scalar, YamlEvents events)
    {
        if (scalar.Style == YamlDotNet.Core.ScalarStyle.DoubleQuoted && scalar.Value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !IsWellFormed(scalar.Value))
        {
            throw events.Fail(Diagnostics.Syntax, scalar, "The text holds half a surrogate pair. Write the character itself, or both halves.");
        }

        ScalarKind kind = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain ? CoreSchema.Resolve(scalar.Value) : ScalarKind.Text;
        return new ScalarNode(events.Place(scalar), scalar.Value, Tagged(scalar, kind, events)) { Style = Style(scalar.Style) };
    }

    /// <summary>Refuses a tag of a collection that is not its own.</summary>
    public static void CheckTag(NodeEvent start, string core, string what, YamlEvents events)
    {
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value != CoreTag + core) { throw BadTag(start, start.Tag, what, events); }
    }

    private static ScalarKind Tagged(Scalar scalar, ScalarKind kind, YamlEvents events)
    {
        if (scalar.Tag.IsEmpty) { return kind; }

        if (scalar.Tag.IsNonSpecific) { return ScalarKind.Text; }

        ScalarKind resolved = CoreSchema.Resolve(scalar.Value);
        ScalarKind? wanted = scalar.Tag.Value switch
        {
            CoreTag + "str" => ScalarKind.Text,
            CoreTag + "null" => ScalarKind.Null,
            CoreTag + "bool" => ScalarKind.Boolean,
            CoreTag + "int" => ScalarKind.Integer,
            CoreTag + "float" => ScalarKind.Real,
            _ => null,
        };
        bool fits = wanted == ScalarKind.Text || wanted == resolved || (wanted == ScalarKind.Real && resolved == ScalarKind.Integer);
        return wanted is not null && fits ? wanted.Value : throw BadTag(scalar, scalar.Tag, "this value", events);
    }

    private static LlmEvalException BadTag(ParsingEvent e, TagName tag, string what, YamlEvents events) =>
        events.Fail(Diagnostics.Syntax, e, $"The tag '{tag.Value}' does not fit {what}; only the tags of the YAML core schema are known. Remove it, or quote the text.");

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) { continue; }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) { return false; }
        }

        return true;
    }

    private static ScalarStyle Style(YamlDotNet.Core.ScalarStyle style) => style switch
    {
        YamlDotNet.Core.ScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
        YamlDotNet.Core.ScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
        YamlDotNet.Core.ScalarStyle.Literal => ScalarStyle.Literal,
        YamlDotNet.Core.ScalarStyle.Folded => ScalarStyle.Folded,
        _ => ScalarStyle.Plain,
    };
}
