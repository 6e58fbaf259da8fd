using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Scoring;

/// <summary>
/// A JSON value of a check, of any form. Its texts may be templates; a text that is nothing but one placeholder stands for that value
/// as it is, so that a number stays a number.
/// </summary>
public sealed class CheckJson
{
    private readonly CheckValue? _text;
    private readonly CaseValue? _constant;
    private readonly IReadOnlyList<CheckJson> _items = [];
    private readonly IReadOnlyList<KeyValuePair<string, CheckJson>>? _members;

    private CheckJson(CaseValue constant) => _constant = constant;

    private CheckJson(CheckValue text) => (_text, Values) = (text, [text]);

    private CheckJson(IReadOnlyList<CheckJson> items) => (_items, Values) = (items, [.. items.SelectMany(i => i.Values)]);

    private CheckJson(IReadOnlyList<KeyValuePair<string, CheckJson>> members) =>
        (_members, Values) = (members, [.. members.SelectMany(m => m.Value.Values)]);

    /// <summary>The value when it is the same for every case, else null.</summary>
    public CaseValue? Constant => _constant;

    /// <summary>Its templates.</summary>
    internal IReadOnlyList<CheckValue> Values { get; } = [];

    /// <summary>The value for a case; null, with the cause, when a variable has no value there.</summary>
    public CaseValue? Render(ScoringContext context, out string? trouble)
    {
        trouble = null;
        if (_constant is not null) { return _constant; }

        if (_text is not null)
        {
            if (_text.WholeVariable is { } path && context.Values.Find(path) is { } whole) { return whole; }

            return _text.Render(context, out trouble) is { } text ? CaseValue.OfText(text) : null;
        }

        List<CaseValue> items = [];
        foreach (CheckJson part in _members?.Select(m => m.Value) ?? _items)
        {
            if (part.Render(context, out trouble) is not { } value) { return null; }

            items.Add(value);
        }

        return _members is null ? CaseValue.OfItems(items)
            : CaseValue.OfMembers([.. _members.Zip(items, static (m, v) => new KeyValuePair<string, CaseValue>(m.Key, v))]);
    }

    internal static CheckJson? Of(LocatedNode node, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case ScalarNode { Scalar: ScalarKind.Text } text when Template.HasPlaceholder(text.Text):
                if (CheckValue.Of(text, allowNull: true, diagnostics) is not { } value) { return null; }

                return value.Constant is { } constant ? new CheckJson(CaseValue.OfText(constant)) : new CheckJson(value);
            case SequenceNode list:
                List<CheckJson> items = [];
                foreach (LocatedNode item in list.Items)
                {
                    if (Of(item, diagnostics) is not { } part) { return null; }

                    items.Add(part);
                }

                return items.TrueForAll(i => i._constant is not null)
                    ? new CheckJson(CaseValue.OfItems([.. items.Select(i => i._constant!)])) : new CheckJson(items);
            case MappingNode mapping:
                List<KeyValuePair<string, CheckJson>> members = [];
                foreach ((ScalarNode key, LocatedNode member) in mapping.Entries)
                {
                    if (Of(member, diagnostics) is not { } part) { return null; }

                    members.Add(new(key.Text, part));
                }

                return members.TrueForAll(m => m.Value._constant is not null)
                    ? new CheckJson(CaseValue.OfMembers([.. members.Select(m => new KeyValuePair<string, CaseValue>(m.Key, m.Value._constant!))]))
                    : new CheckJson(members);
            default:
                return CaseValue.From(node, diagnostics) is { } scalar ? new CheckJson(scalar) : null;
        }
    }
}
