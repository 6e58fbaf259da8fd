using System.Text;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Prompts;

/// <content>Puts values in.</content>
public sealed partial class Template
{
    /// <summary>The paths that have no value; a value that is null is none.</summary>
    public IEnumerable<TemplateVariable> Missing(ITemplateValues values) =>
        Variables.Where(v => values.Find(v.Path) is not { IsNull: false }).DistinctBy(v => v.Path, StringComparer.Ordinal);

    /// <summary>Puts the values in.</summary>
    /// <param name="values">The values.</param>
    /// <param name="diagnostics">Where each missing value goes, once: LLM1008.</param>
    /// <returns>The text, or null when a value is missing.</returns>
    public string? Render(ITemplateValues values, DiagnosticBag diagnostics)
    {
        StringBuilder text = new(Source.Length);
        bool complete = true;
        foreach (TemplatePart part in Parts)
        {
            if (part.Variable is null) { text.Append(part.Literal); }
            else if (values.Find(part.Variable.Path) is { IsNull: false } value) { text.Append(value.ToText()); }
            else { complete = false; }
        }

        if (complete) { return text.ToString(); }

        foreach (TemplateVariable missing in Missing(values)) { Report(missing, values, diagnostics); }

        return null;
    }

    private static void Report(TemplateVariable missing, ITemplateValues values, DiagnosticBag diagnostics)
    {
        bool known = values.Location != Location.None;
        string user = known && missing.Location != Location.None
            ? $"the template in {Path.GetFileName(missing.Location.File)}({missing.Location.Line})" : "the template";
        diagnostics.Add(Diagnostics.VariableWithoutValue, known ? values.Location : missing.Location,
            $"{char.ToUpperInvariant(values.Description[0])}{values.Description[1..]} has no value for '{missing.Path}', which {user} needs. {values.Remedy(missing.Path)}, or mend the placeholder.");
    }
}
