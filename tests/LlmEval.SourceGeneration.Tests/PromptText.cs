using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LlmEval.SourceGeneration.Tests;

/// <summary>A file as the build hands it over.</summary>
internal sealed class PromptText(string path, string text, string? itemName = null, bool isPrompt = true, Encoding? encoding = null) : AdditionalText
{
    public override string Path => path;

    public string? ItemName => itemName;

    public bool IsPrompt => isPrompt;

    public string Content => text;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, encoding ?? Encoding.UTF8);
}

/// <summary>Properties and metadata as the build hands them over.</summary>
internal sealed class PromptOptions(IReadOnlyDictionary<string, string> properties) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(properties);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
    {
        var file = (PromptText)textFile;
        return new Options(new Dictionary<string, string>
        {
            ["build_metadata.AdditionalFiles.LlmPromptItem"] = file.IsPrompt ? "true" : "",
            ["build_metadata.AdditionalFiles.LlmPromptName"] = file.ItemName ?? "",
        });
    }

    private sealed class Options(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
