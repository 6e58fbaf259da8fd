using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Scoring;

/// <summary>
/// One or several texts that an answer is compared with: a text, a list of texts, or a template that is nothing but one placeholder
/// whose value in the case is a list. Any text may be a template.
/// </summary>
public sealed class CheckReferences
{
    private readonly IReadOnlyList<CheckValue> _values;
    private readonly IReadOnlyList<string>? _constants;

    internal CheckReferences(IReadOnlyList<CheckValue> values)
    {
        _values = values;
        _constants = values.All(v => v.Constant is not null) ? [.. values.Select(v => v.Constant!)] : null;
    }

    /// <summary>The texts when they are the same for every case, else null.</summary>
    public IReadOnlyList<string>? Constants => _constants;

    /// <summary>As they are written.</summary>
    internal IReadOnlyList<CheckValue> Values => _values;

    /// <summary>Whether one is written as the empty text.</summary>
    internal bool HasEmpty => _values.Any(static v => v.Constant is "");

    /// <summary>Where one is written.</summary>
    internal Model.Location LocationOf(int index) => _values[index].Location;

    /// <summary>The texts for a case, at least one; null, with the cause, when a variable has no value there or its list is empty.</summary>
    public IReadOnlyList<string>? Render(ScoringContext context, out string? trouble) => Render(context.Values, out trouble);

    /// <summary>The texts for a case's values, at least one; null, with the cause, when a variable has none there or its list is empty.</summary>
    public IReadOnlyList<string>? Render(ITemplateValues values, out string? trouble)
    {
        trouble = null;
        if (_constants is not null) { return _constants; }

        List<string> texts = new(_values.Count);
        foreach (CheckValue value in _values)
        {
            if (value.WholeVariable is { } path && values.Find(path) is { Kind: CaseValueKind.List } list)
            {
                texts.AddRange(list.Items.Select(i => i.ToText()));
                continue;
            }

            if (value.Render(values, out trouble) is not { } text) { return null; }

            texts.Add(text);
        }

        if (texts.Count > 0) { return texts; }

        trouble = "the list of texts to compare with is empty in this case";
        return null;
    }
}
