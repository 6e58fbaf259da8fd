using System.Text;
using LlmEval.SourceGeneration.Naming;
using LlmEval.SourceGeneration.Reading;
using LlmEval.SourceGeneration.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LlmEval.SourceGeneration;

/// <summary>
/// Makes <c>Prompts.Triage.Render(ticket: ...)</c> of every prompt item. Three things are found out apart from each other, so that an edit costs what it touches: what a
/// prompt's file says, how the prompts are called, and what the project decides.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PromptGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads the files: one run a prompt.</summary>
    public const string ReadStep = "LlmEvalPrompts";

    /// <summary>The step that decides what is written: one output a prompt.</summary>
    public const string WriteStep = "LlmEvalPromptCode";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PromptInput> inputs = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => PromptInput.Of(pair.Left, pair.Right))
            .Where(static input => input is not null)
            .Select(static (input, _) => input!)
            .Collect()
            // A file that is listed twice, by the default globs and by the project, is one item.
            .SelectMany(static (all, _) => all.GroupBy(i => i.Path, StringComparer.Ordinal).Select(g => g.First()));

        IncrementalValuesProvider<PromptModel> prompts = inputs
            .Select(static (input, cancellationToken) => PromptReader.Read(input, cancellationToken))
            .WithTrackingName(ReadStep);

        IncrementalValueProvider<bool> hasChat = context.CompilationProvider
            .Select(static (compilation, _) => compilation.GetTypeByMetadataName("Microsoft.Extensions.AI.ChatMessage") is { DeclaredAccessibility: Accessibility.Public });
        IncrementalValueProvider<CodeSettings> settings = context.AnalyzerConfigOptionsProvider
            .Combine(context.ParseOptionsProvider)
            .Combine(hasChat)
            .Select(static (all, _) => CodeSettings.Of(all.Left.Left, all.Left.Right, all.Right));

        IncrementalValueProvider<EquatableArray<PromptName>> names = inputs
            .Select(static (input, _) => (input.Name, input.Path))
            .Collect()
            .Combine(settings.Select(static (s, _) => s.ProjectDirectory))
            .Select(static (all, _) => PromptNames.Assign(all.Left, all.Right));

        IncrementalValuesProvider<(PromptModel Prompt, PromptName Name, CodeSettings Settings)> code = prompts
            .Combine(names)
            .Select(static (pair, _) => (Prompt: pair.Left, Name: pair.Right.First(n => n.Path == pair.Left.Path)))
            .Combine(settings)
            .Select(static (pair, _) => (pair.Left.Prompt, pair.Left.Name, pair.Right))
            .WithTrackingName(WriteStep);

        context.RegisterSourceOutput(names.Select(static (all, _) => all.Count > 0).Combine(settings), static (output, pair) =>
        {
            if (pair.Left) { Add(output, "Prompts", SharedCode.Write(pair.Right)); }
        });
        context.RegisterSourceOutput(code, static (output, unit) =>
        {
            foreach (Problem problem in unit.Prompt.Problems) { output.ReportDiagnostic(PromptRules.Of(problem)); }

            if (unit.Name.Problem is { } twin) { output.ReportDiagnostic(PromptRules.Of(twin)); }
            else if (unit.Prompt.Problems.Count == 0) { Add(output, unit.Name.Hint, PromptCode.Write(unit.Prompt, unit.Name.Class, unit.Settings)); }
        });
    }

    private static void Add(SourceProductionContext output, string name, string code) => output.AddSource(name + ".g.cs", SourceText.From(code, Encoding.UTF8));
}
