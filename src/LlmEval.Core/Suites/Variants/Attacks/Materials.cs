using LlmEval.Documents;

namespace LlmEval.Suites.Variants.Attacks;

/// <summary>Puts a text into the material that a model works on.</summary>
internal static class Materials
{
    /// <summary>Whether a variable can hold a text besides its own: a text, or a list of texts.</summary>
    public static bool Takes(CaseValue value) => value.Kind == CaseValueKind.Text || (value.Kind == CaseValueKind.List && value.Items.All(i => i.Kind == CaseValueKind.Text));

    /// <summary>A text with another one below it, a list with one more item, a mapping with one more member, anything else as a text.</summary>
    public static CaseValue Into(CaseValue value, string material)
    {
        switch (value.Kind)
        {
            case CaseValueKind.List:
                return CaseValue.OfItems([.. value.Items, CaseValue.OfText(material)]);
            case CaseValueKind.Mapping:
                string name = "note";
                while (value[name] is not null) { name += "_"; }

                return CaseValue.OfMembers([.. value.Members, new(name, CaseValue.OfText(material))]);
            default:
                return CaseValue.OfText(value.Text.Length == 0 ? material : $"{value.Text}\n\n{material}");
        }
    }
}
