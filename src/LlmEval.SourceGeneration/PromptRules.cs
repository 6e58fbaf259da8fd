using LlmEval.Model;
using LlmEval.SourceGeneration.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;
using DiagnosticDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;
using Location = Microsoft.CodeAnalysis.Location;

namespace LlmEval.SourceGeneration;

/// <summary>The compiler's view of those entries of the engine's table that a prompt can earn. Errors that no setting hides: without the prompt there is no code.</summary>
internal static class PromptRules
{
    private const string Category = "LlmEval";

    private static readonly DiagnosticDescriptor s_twinIdentifiers = new("LLM0101", "Two prompts get one name in C#", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.TwinIdentifiers.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_syntax = new("LLM1001", "The file is not valid YAML, JSON or CSV", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.Syntax.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_unknownKey = new("LLM1002", "Unknown key", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.UnknownKey.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_badValue = new("LLM1003", "A value has the wrong type or is out of range", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.BadValue.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_duplicateKey = new("LLM1005", "A key is given twice", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.DuplicateKey.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_missingKey = new("LLM1006", "A required key is missing", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.MissingKey.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_fileNotFound = new("LLM1013", "A file that a suite or project names does not exist", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.FileNotFound.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_duplicateName = new("LLM1016", "Two items of one name", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.DuplicateName.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_notANumber = new("LLM1018", "NaN or infinity where a number is needed", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.NotANumber.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_documentTooLarge = new("LLM1019", "A document that expands or nests beyond reason", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.DocumentTooLarge.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_badPattern = new("LLM1021", "A template, regular expression or JSON path cannot be parsed", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.BadPattern.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);
    private static readonly DiagnosticDescriptor s_badEncoding = new("LLM1023", "A file is not UTF-8", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Diagnostics.BadEncoding.HelpLink, customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyDictionary<string, DiagnosticDescriptor> ByCode { get; } = new[]
    {
        s_twinIdentifiers, s_syntax, s_unknownKey, s_badValue, s_duplicateKey, s_missingKey, s_fileNotFound, s_duplicateName, s_notANumber, s_documentTooLarge, s_badPattern, s_badEncoding,
    }.ToDictionary(r => r.Id, StringComparer.Ordinal);

    /// <summary>A mistake as the compiler tells it; lines and columns are counted from 1 by us and from 0 by the compiler.</summary>
    public static Diagnostic Of(Problem problem)
    {
        int line = Math.Max(0, problem.Location.Line - 1);
        int column = Math.Max(0, problem.Location.Column - 1);
        LinePosition start = new(line, column);
        LinePosition end = problem.Location.EndLine == 0 ? start : new LinePosition(problem.Location.EndLine - 1, Math.Max(0, problem.Location.EndColumn - 1));
        return Diagnostic.Create(ByCode[problem.Code], Location.Create(problem.Location.File, default, new LinePositionSpan(start, end < start ? start : end)), problem.Message);
    }
}
