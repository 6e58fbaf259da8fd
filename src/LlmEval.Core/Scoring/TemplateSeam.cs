using LlmEval.Model;

namespace LlmEval.Scoring;

#pragma warning disable CS1591
public interface ITemplateValues;

public interface ITextTemplate
{
    string? Render(ITemplateValues values);
}

public delegate ITextTemplate? TemplateParser(string text, Location location, DiagnosticBag diagnostics);
