using System.Text.RegularExpressions;
using LlmEval.Model;

namespace LlmEval.Scoring;

internal sealed class FakeValues(params (string Name, string? Value)[] values) : ITemplateValues
{
    public string? this[string name] => values.FirstOrDefault(v => v.Name == name).Value;
}

internal sealed partial class FakeTemplate(string text) : ITextTemplate
{
    public static ITextTemplate? Parse(string text, Location location, DiagnosticBag diagnostics) => new FakeTemplate(text);

    public string? Render(ITemplateValues values)
    {
        bool isComplete = true;
        string rendered = Variable().Replace(text, m =>
        {
            string? value = ((FakeValues)values)[m.Groups[1].Value];
            isComplete &= value is not null;
            return value ?? string.Empty;
        });
        return isComplete ? rendered : null;
    }

    [GeneratedRegex(@"\{\{\s*([\w.]+)\s*\}\}")]
    private static partial Regex Variable();
}
