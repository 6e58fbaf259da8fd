using LlmEval.Documents;

namespace LlmEval.Suites.Variants.Counterfactual;

/// <summary>Finds the grammatical form that a case needs of a value.</summary>
internal static class SlotForms
{
    /// <summary>
    /// The value as a case takes it: a text stays one; of forms, a case that has a text gets the form that its own text is in the list, and any other case all
    /// forms, each with a capital too (<c>subject</c> and <c>Subject</c>).
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="value">One of its values.</param>
    /// <param name="written">What the case has.</param>
    /// <param name="trouble">Why there is none, as a sentence that says the mend.</param>
    public static CaseValue? Fit(Slot slot, CaseValue value, CaseValue written, out string? trouble)
    {
        trouble = null;
        if (value.Kind != CaseValueKind.Mapping) { return value; }

        if (written.Kind != CaseValueKind.Text) { return WithCapitals(value); }

        string[] forms = [.. slot.Groups.SelectMany(g => g.Values).SelectMany(v => v.Members)
            .Where(m => string.Equals(m.Value.Text, written.Text, StringComparison.OrdinalIgnoreCase)).Select(m => m.Key).Distinct(StringComparer.Ordinal)];
        if (forms is [var form] && value[form] is { } text) { return CaseValue.OfText(char.IsUpper(written.Text[0]) ? Capital(text.Text) : text.Text); }

        string all = string.Join(", ", value.Members.Select(m => $"{{{{{slot.Variable}.{m.Key}}}}}"));
        trouble = forms.Length == 0
            ? $"The value of '{slot.Variable}' is no form in the list of that slot. Write '{slot.Variable}: null' and use {all} in the text."
            : $"The value of '{slot.Variable}' may be {string.Join(" or ", forms)}. Write '{slot.Variable}: null' and use {all} in the text.";
        return null;
    }

    private static CaseValue WithCapitals(CaseValue forms)
    {
        Dictionary<string, CaseValue> members = new(forms.Members, StringComparer.Ordinal);
        foreach ((string name, CaseValue text) in forms.Members) { members.TryAdd(Capital(name), CaseValue.OfText(Capital(text.Text))); }

        return CaseValue.OfMembers([.. members.OrderBy(m => m.Key, StringComparer.Ordinal)]);
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
