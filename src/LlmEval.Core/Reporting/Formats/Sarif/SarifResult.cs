namespace LlmEval.Reporting.Formats.Sarif;

/// <summary>A finding at a place.</summary>
/// <param name="Rule">Id of its rule.</param>
/// <param name="Level"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="File">The file, relative to the source root.</param>
/// <param name="Line">First line, from 1; 0 for the whole file.</param>
/// <param name="Column">First column, from 1; 0 when unknown.</param>
/// <param name="EndLine">Last line; 0 when unknown.</param>
/// <param name="EndColumn">Column after the last character; 0 when unknown.</param>
/// <param name="Identity">What it is about; the same from run to run.</param>
internal sealed record SarifResult(string Rule, string Level, string Message, string File, int Line, int Column, int EndLine, int EndColumn, string Identity);
