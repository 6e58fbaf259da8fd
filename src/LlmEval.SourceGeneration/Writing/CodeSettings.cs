using LlmEval.SourceGeneration.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LlmEval.SourceGeneration.Writing;

/// <summary>What the project decides about the code.</summary>
/// <param name="Namespace">Where the class <c>Prompts</c> is; empty for none.</param>
/// <param name="ProjectDirectory">Its folder, for messages.</param>
/// <param name="IsNullable">Whether the language knows nullable references (C# 8).</param>
/// <param name="HasChat">Whether the compilation has <c>Microsoft.Extensions.AI.ChatMessage</c>.</param>
internal sealed record CodeSettings(string Namespace, string ProjectDirectory, bool IsNullable, bool HasChat)
{
    /// <summary>Reads them.</summary>
    public static CodeSettings Of(AnalyzerConfigOptionsProvider options, ParseOptions parse, bool hasChat)
    {
        string name = Property(options, "LlmPromptNamespace") is { Length: > 0 } own ? own : Property(options, "RootNamespace");
        return new CodeSettings(
            Identifiers.Namespace(name),
            Property(options, "ProjectDir"),
            parse is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 },
            hasChat);
    }

    private static string Property(AnalyzerConfigOptionsProvider options, string name) =>
        options.GlobalOptions.TryGetValue("build_property." + name, out string? value) ? value.Trim() : string.Empty;
}
