using System.Globalization;
using LlmEval.Model;

namespace LlmEval.Documents;

/// <summary>
/// A value of a case: a variable, or what is expected. Immutable; numbers keep the digits that were written, so that
/// what a template shows is what the author wrote.
/// </summary>
public sealed partial class CaseValue : IEquatable<CaseValue>
{
    /// <summary>Nothing.</summary>
    public static readonly CaseValue Null = new(CaseValueKind.Null, string.Empty);

    /// <summary>A mapping without members.</summary>
    public static readonly CaseValue Empty = new(CaseValueKind.Mapping, string.Empty);

    private CaseValue(CaseValueKind kind, string text, IReadOnlyList<CaseValue>? items = null, IReadOnlyList<KeyValuePair<string, CaseValue>>? members = null) =>
        (Kind, Text, Items, Members) = (kind, text, items ?? [], members ?? []);

    /// <summary>What it is.</summary>
    public CaseValueKind Kind { get; }

    /// <summary>A text as it is, a number as written, <c>true</c> or <c>false</c>; empty for the other kinds.</summary>
    public string Text { get; }

    /// <summary>The items of a list, else none.</summary>
    public IReadOnlyList<CaseValue> Items { get; }

    /// <summary>The members of a mapping in the author's order, else none.</summary>
    public IReadOnlyList<KeyValuePair<string, CaseValue>> Members { get; }

    /// <summary>Whether it is <see cref="CaseValueKind.Null"/>.</summary>
    public bool IsNull => Kind == CaseValueKind.Null;

    /// <summary>The member of that name, or null.</summary>
    public CaseValue? this[string name]
    {
        get
        {
            foreach ((string key, CaseValue value) in Members)
            {
                if (key == name) { return value; }
            }

            return null;
        }
    }

    /// <summary>A text.</summary>
    public static CaseValue OfText(string text) => new(CaseValueKind.Text, text);

    /// <summary>A list.</summary>
    public static CaseValue OfItems(IReadOnlyList<CaseValue> items) => new(CaseValueKind.List, string.Empty, items);

    /// <summary>A mapping; names must be unique.</summary>
    public static CaseValue OfMembers(IReadOnlyList<KeyValuePair<string, CaseValue>> members) => new(CaseValueKind.Mapping, string.Empty, members: members);

    /// <summary>The value of a node; null when it holds NaN or infinity, which is reported.</summary>
    /// <param name="node">The node, of any kind.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    public static CaseValue? From(LocatedNode node, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case ScalarNode { Scalar: ScalarKind.Null }: return Null;
            case ScalarNode { Scalar: ScalarKind.Text } text: return OfText(text.Text);
            case ScalarNode { Scalar: ScalarKind.Boolean } flag: return new(CaseValueKind.Boolean, flag.Text[0] is 't' or 'T' ? "true" : "false");
            case ScalarNode number:
                if (CoreSchema.JsonNumber(number.Text) is not null) { return new(CaseValueKind.Number, number.Text); }

                diagnostics.Add(Diagnostics.NotANumber, number.Location, $"'{number.Text}' is not a finite number. Give one, or quote the text.");
                return null;
            case SequenceNode list:
                List<CaseValue> items = new(list.Items.Count);
                foreach (LocatedNode item in list.Items)
                {
                    if (From(item, diagnostics) is not { } value) { return null; }

                    items.Add(value);
                }

                return new(CaseValueKind.List, string.Empty, items);
            default:
                MappingNode mapping = (MappingNode)node;
                List<KeyValuePair<string, CaseValue>> members = new(mapping.Entries.Count);
                foreach ((ScalarNode key, LocatedNode member) in mapping.Entries)
                {
                    if (From(member, diagnostics) is not { } value) { return null; }

                    members.Add(new(key.Text, value));
                }

                return OfMembers(members);
        }
    }

    /// <summary>
    /// What a dotted path leads to, or null: names of members, and numbers from 0 for items. A member whose name is the
    /// rest of the path as a whole (a column <c>a.b</c>) comes first.
    /// </summary>
    public CaseValue? Find(string path)
    {
        CaseValue? value = this;
        while (value is not null)
        {
            if (value[path] is { } member) { return member; }

            int dot = path.IndexOf('.', StringComparison.Ordinal);
            string name = dot < 0 ? path : path[..dot];
            value = value.Kind == CaseValueKind.List && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < value.Items.Count
                ? value.Items[index] : dot < 0 ? null : value[name];
            if (dot < 0) { return value; }

            path = path[(dot + 1)..];
        }

        return null;
    }

    /// <summary>As a template shows it: texts as they are, numbers as written, lists and mappings as compact JSON; nothing for null.</summary>
    public string ToText() => Kind is CaseValueKind.List or CaseValueKind.Mapping ? ToJson() : Text;

    /// <summary>Compact JSON in the author's order; only what JSON demands is escaped.</summary>
    public string ToJson() => new CanonicalJson().Value(this, sorted: false).ToString();

    /// <inheritdoc/>
    public bool Equals(CaseValue? other) =>
        other is not null && Kind == other.Kind && Text == other.Text && Items.SequenceEqual(other.Items)
        && Members.Count == other.Members.Count && Members.All(m => other[m.Key] is { } value && value.Equals(m.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CaseValue);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text, Items.Count, Members.Count);

    /// <summary>See <see cref="ToText"/>.</summary>
    public override string ToString() => ToText();
}
