using System.Buffers;
using System.Globalization;
using System.Text;

namespace LlmEval.Documents;

/// <summary>
/// Writes compact JSON whose bytes never change: only what JSON demands is escaped, as in RFC 8785, numbers keep their
/// digits. The framework's writer would not do, because what it escapes depends on its Unicode tables.
/// </summary>
internal sealed partial class CanonicalJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c), '"', '\\']);
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <summary>The JSON so far.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes.WrittenSpan);

    /// <summary>Starts anew.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Writes punctuation or a literal.</summary>
    public CanonicalJson Raw(string text)
    {
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    /// <summary>Writes a string.</summary>
    public CanonicalJson Text(string text)
    {
        Raw("\"");
        ReadOnlySpan<char> rest = text;
        for (int at; (at = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(at + 1)..])
        {
            Encoding.UTF8.GetBytes(rest[..at], _bytes);
            Raw(rest[at] switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\b' => @"\b",
                '\f' => @"\f",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                char control => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)control:x4}"),
            });
        }

        Encoding.UTF8.GetBytes(rest, _bytes);
        return Raw("\"");
    }

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="sorted">Sorts members by name (ordinal) instead of keeping the author's order.</param>
    public CanonicalJson Value(CaseValue value, bool sorted)
    {
        switch (value.Kind)
        {
            case CaseValueKind.Null: return Raw("null");
            case CaseValueKind.Text: return Text(value.Text);
            case CaseValueKind.Boolean: return Raw(value.Text);
            case CaseValueKind.Number: return Raw(CoreSchema.JsonNumber(value.Text)!);
            case CaseValueKind.List:
                Raw("[");
                for (int i = 0; i < value.Items.Count; i++) { Raw(i == 0 ? string.Empty : ",").Value(value.Items[i], sorted); }

                return Raw("]");
            default:
                Raw("{");
                bool first = true;
                foreach ((string name, CaseValue member) in sorted && value.Members.Count > 1 ? value.Members.OrderBy(m => m.Key, StringComparer.Ordinal) : (IEnumerable<KeyValuePair<string, CaseValue>>)value.Members)
                {
                    Raw(first ? string.Empty : ",").Text(name).Raw(":").Value(member, sorted);
                    first = false;
                }

                return Raw("}");
        }
    }

    /// <summary>Writes a node, keys sorted; infinities and NaN, which JSON lacks, become texts.</summary>
    public CanonicalJson Node(LocatedNode node)
    {
        switch (node)
        {
            case ScalarNode { Scalar: ScalarKind.Null }: return Raw("null");
            case ScalarNode { Scalar: ScalarKind.Boolean } flag: return Raw(flag.Text[0] is 't' or 'T' ? "true" : "false");
            case ScalarNode { Scalar: ScalarKind.Integer or ScalarKind.Real } number when CoreSchema.JsonNumber(number.Text) is { } json: return Raw(json);
            case ScalarNode scalar: return Text(scalar.Text);
            case SequenceNode list: return Nodes(list.Items);
            default:
                Raw("{");
                bool first = true;
                foreach ((ScalarNode key, LocatedNode value) in ((MappingNode)node).Entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
                {
                    Raw(first ? string.Empty : ",").Text(key.Text).Raw(":").Node(value);
                    first = false;
                }

                return Raw("}");
        }
    }

    /// <summary>Writes a list of nodes.</summary>
    public CanonicalJson Nodes(IReadOnlyList<LocatedNode> nodes)
    {
        Raw("[");
        for (int i = 0; i < nodes.Count; i++) { Raw(i == 0 ? string.Empty : ",").Node(nodes[i]); }

        return Raw("]");
    }
}
