using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Scoring;

/// <summary>The <c>value</c> of a check: a constant, or a template filled in with each case's values.</summary>
public sealed class CheckValue
{
    private CheckValue(string? constant, ITextTemplate? template, ScalarKind kind, Location location) =>
        (Constant, Template, Kind, Location) = (constant, template, kind, location);

    /// <summary>The text when it is the same for every case, else null.</summary>
    public string? Constant { get; }

    /// <summary>The template, or null for a constant.</summary>
    public ITextTemplate? Template { get; }

    /// <summary>What was written: a text (also every template), or a number, boolean or null without quotes.</summary>
    public ScalarKind Kind { get; }

    /// <summary>Where it stands.</summary>
    public Location Location { get; }

    /// <summary>The text for a case; null, with the cause, when a variable has no value there.</summary>
    public string? Render(ScoringContext context, out string? trouble)
    {
        trouble = null;
        if (Template is null) { return Constant; }

        string? text = Template.Render(context.Values);
        if (text is null) { trouble = "the check's value has a variable without a value in this case"; }

        return text;
    }

    internal static CheckValue? Of(ScalarNode node, TemplateParser templates, DiagnosticBag diagnostics)
    {
        switch (node.Scalar)
        {
            case ScalarKind.Text when node.Text.Contains('{', StringComparison.Ordinal):
                ITextTemplate? template = templates(node.Text, node.Location, diagnostics);
                return template is null ? null : new CheckValue(null, template, ScalarKind.Text, node.Location);
            case ScalarKind.Boolean: return new CheckValue(node.Text.ToLowerInvariant(), null, node.Scalar, node.Location);
            case ScalarKind.Null: return new CheckValue("null", null, node.Scalar, node.Location);
            default: return new CheckValue(node.Text, null, node.Scalar, node.Location);
        }
    }
}
