using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Prompts;

namespace LlmEval.Scoring;

/// <summary>The <c>value</c> of a check: a constant, or a template filled in with each case's values.</summary>
public sealed class CheckValue
{
    private readonly ScalarKind _kind;
    private readonly string? _nullable;

    private CheckValue(string? constant, Template? template, ScalarKind kind, Location location, string? nullable = null) =>
        (Constant, Template, _kind, Location, _nullable) = (constant, template, kind, location, nullable);

    /// <summary>The text when it is the same for every case, else null.</summary>
    public string? Constant { get; }

    /// <summary>The template, or null for a constant.</summary>
    public Template? Template { get; }

    /// <summary>Where it stands.</summary>
    public Location Location { get; }

    /// <summary>The text for a case; null, with the cause, when a variable has no value there.</summary>
    public string? Render(ScoringContext context, out string? trouble) => Render(context, out _, out trouble);

    /// <summary>The text for a case's values; null, with the cause, when a variable has none there.</summary>
    public string? Render(ITemplateValues values, out string? trouble) => Render(values, out _, out trouble);

    /// <summary>Reports the variables that have no value in a case.</summary>
    public void Validate(ITemplateValues values, DiagnosticBag diagnostics)
    {
        if (Template is not null && !IsNull(values)) { Template.Render(values, diagnostics); }
    }

    /// <summary>
    /// The text, and what it is: a number, boolean or null only where it is written without quotes; what a template gives is a text,
    /// but a null that stands for the whole value stays a null where that is allowed.
    /// </summary>
    internal string? Render(ScoringContext context, out ScalarKind kind, out string? trouble) => Render(context.Values, out kind, out trouble);

    private string? Render(ITemplateValues values, out ScalarKind kind, out string? trouble)
    {
        (kind, trouble) = (_kind, null);
        if (Template is null) { return Constant; }

        if (IsNull(values))
        {
            kind = ScalarKind.Null;
            return "null";
        }

        DiagnosticBag missing = new();
        string? text = Template.Render(values, missing);
        if (text is null) { trouble = missing.Items[0].Message; }

        return text;
    }

    internal static CheckValue? Of(ScalarNode node, bool allowNull, DiagnosticBag diagnostics)
    {
        switch (node.Scalar)
        {
            case ScalarKind.Boolean: return new CheckValue(node.Text.ToLowerInvariant(), null, node.Scalar, node.Location);
            case ScalarKind.Null: return new CheckValue("null", null, node.Scalar, node.Location);
            case ScalarKind.Text when Template.HasPlaceholder(node.Text):
                if (Template.Parse(node, diagnostics) is not { } template) { return null; }

                return template.IsConstant
                    ? new CheckValue(template.Render(NoValues.Instance, diagnostics), null, ScalarKind.Text, node.Location)
                    : new CheckValue(null, template, ScalarKind.Text, node.Location, allowNull ? WholePlaceholder(template) : null);
            default: return new CheckValue(node.Text, null, node.Scalar, node.Location);
        }
    }

    /// <summary>The variable that is all of the template, or null.</summary>
    internal string? WholeVariable => Template is null ? null : WholePlaceholder(Template);

    private bool IsNull(ITemplateValues values) => _nullable is not null && values.Find(_nullable) is { IsNull: true };

    /// <summary>The path of the placeholder that is all of the template, or null.</summary>
    private static string? WholePlaceholder(Template template) =>
        template.Source is ['{', '{', .. var inner, '}', '}'] && inner.Trim() == template.Variables[0].Path ? template.Variables[0].Path : null;

    private sealed class NoValues : ITemplateValues
    {
        public static readonly NoValues Instance = new();

        public string Description => "a constant";

        public Location Location => Location.None;

        public CaseValue? Find(string path) => null;
    }
}
