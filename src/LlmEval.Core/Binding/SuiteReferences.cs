using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Running;
using LlmEval.Suites;

namespace LlmEval.Binding;

/// <summary>Finds the prompt and the models that a suite names.</summary>
internal static class SuiteReferences
{
    private const string NoPrompts = "The project has no prompt at all: prompts are files whose names end in .prompt.yml. Add one.";

    /// <summary>The prompt of a suite; null without one and after a mistake. A prompt with mistakes tells them where they stand.</summary>
    public static PromptTemplate? Prompt(EvalSuite suite, ProjectCatalog catalog, DiagnosticBag diagnostics)
    {
        if (suite.Prompt is not { } name) { return null; }

        if (catalog.Prompts.TryGetValue(name.Name, out CatalogPrompt? known)) { return known.Template; }

        string stem = name.Name.Split('/', '\\')[^1];
        foreach (string ending in (ReadOnlySpan<string>)[".prompt.yml", ".prompt.yaml"])
        {
            if (stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) { stem = stem[..^ending.Length]; }
        }

        bool isPath = stem.Length > 0 && stem != name.Name;
        string message = $"There is no prompt '{name.Name}' in the project{(isPath ? $": 'prompt' takes a name, not a path: '{stem}'" : string.Empty)}";
        diagnostics.Add(Diagnostics.UnknownName, name.Location, catalog.Prompts.Count == 0 ? $"{message}. {NoPrompts}"
            : isPath ? $"{message}. {Known(catalog.Prompts.Keys)}" : MappingReader.UnknownWord(message, name.Name, catalog.Prompts.Keys));
        return null;
    }

    /// <summary>What to tell a suite without a prompt that has a case without turns.</summary>
    public static string NoPrompt(EvalCase testCase, IReadOnlyCollection<string> prompts) =>
        $"The suite names no prompt, and case '{testCase.Id}' has no 'turns:', so nothing is asked of the model. Add 'prompt: <name of a *.prompt.yml>'. "
        + (prompts.Count == 0 ? NoPrompts : Known(prompts));

    /// <summary>The models of a suite, or else its prompt's own; without a prompt that was looked for there is nothing to miss.</summary>
    public static IReadOnlyList<ModelBinding> Models(EvalSuite suite, PromptTemplate? prompt, bool hasPrompt, ProjectCatalog catalog, DiagnosticBag diagnostics)
    {
        List<ModelBinding> models = [];
        IReadOnlyList<LocatedName> names = suite.Models.Count > 0 ? suite.Models
            : prompt?.Model is { } own ? [new LocatedName(own, prompt.Location)] : [];
        if (names.Count == 0 && hasPrompt)
        {
            diagnostics.Add(Diagnostics.MissingKey, suite.ModelsLocation, "The suite names no model and its prompt names none. Add 'models: [name of an LlmModel item]'.");
        }

        foreach (LocatedName name in names)
        {
            if (!catalog.Models.TryGetValue(name.Name, out CatalogModel? known))
            {
                diagnostics.Add(Diagnostics.UnknownName, name.Location, catalog.Models.Count == 0
                    ? $"There is no LlmModel item '{name.Name}' in the project, which has none at all. Add '<LlmModel Include=\"{name.Name}\" ... />' to the project file."
                    : MappingReader.UnknownWord($"There is no LlmModel item '{name.Name}' in the project", name.Name, catalog.Models.Keys));
                continue;
            }

            if (known.Provider is null) { continue; }

            ModelParameters parameters = suite.Parameters.Over(known.Spec.Parameters).Over(prompt?.Parameters ?? ModelParameters.Empty);
            models.Add(new ModelBinding(known.Spec, known.Provider, parameters) { RequestCheck = known.Provider.RequestCheck(known.Spec, catalog.Context) });
        }

        return models;
    }

    private static string Known(IEnumerable<string> names) => $"Known: {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
}
