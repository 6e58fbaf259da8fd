using LlmEval.Binding;
using LlmEval.Caching;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Suites;

namespace LlmEval.Listing;

/// <summary>
/// Lists the suites and cases of a project, for a test explorer. Text files are read and nothing else: no model is identified or started, no check is bound, nothing is
/// evaluated or written.
/// </summary>
public static class SuiteListing
{
    /// <summary>The <c>Provider</c> of a model whose answers tests hand over.</summary>
    internal const string HandedOver = "Test";

    /// <summary>Lists every suite of a project, in the project's order; one with mistakes has its errors and leaves the others as they are.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="providers">The providers of models, which check the items.</param>
    /// <param name="environment">Reads environment variables; the process's when null.</param>
    /// <exception cref="LlmEvalException">LLM3007: there is no folder for the user's data.</exception>
    public static IReadOnlyList<ListedSuite> Read(Manifest manifest, ProviderRegistry providers, Func<string, string?>? environment = null)
    {
        ModelContext context = new()
        {
            ProjectDirectory = manifest.ProjectDirectory,
            Home = HomeLocation.Resolve(environment ?? Environment.GetEnvironmentVariable),
            OutputDirectory = manifest.OutputDirectory,
            Settings = manifest.Settings,
        };
        DiagnosticBag ofProject = new();
        ProjectSettings.Check(manifest, ofProject);
        ProjectCatalog catalog = ProjectCatalog.LoadNames(manifest, providers, context);
        ListedSuite[] suites = [.. manifest.Suites.Select(item => Read(item, manifest, catalog, ofProject))];
        AddTwins(suites, manifest);
        return suites;
    }

    private static ListedSuite Read(ManifestItem item, Manifest manifest, ProjectCatalog catalog, DiagnosticBag ofProject)
    {
        DiagnosticBag found = new();
        string path = Path.GetFullPath(item.Path!);
        if (ProjectCatalog.LoadSuite(item, manifest, found) is not { } suite)
        {
            return new ListedSuite
            {
                Name = SuiteFile.DefaultName(path),
                Path = path,
                ProjectDirectory = manifest.ProjectDirectory,
                Location = new Location(path),
                Errors = Errors(found, ofProject),
            };
        }

        PromptTemplate? prompt = SuiteReferences.Prompt(suite, catalog, found);
        SuiteReferences.Models(suite, prompt, suite.Prompt is null || prompt is not null, catalog, found);
        string[] names = suite.Models.Count > 0 ? [.. suite.Models.Select(m => m.Name)] : prompt?.Model is { } own ? [own] : [];
        if (suite.Prompt is { } named && catalog.Prompts.TryGetValue(named.Name, out CatalogPrompt? known)) { found.AddRange(known.Found); }

        foreach (string name in names.Concat(suite.Judge is { } judge ? [judge.Name] : []).Distinct(StringComparer.Ordinal))
        {
            if (catalog.Models.TryGetValue(name, out CatalogModel? model)) { found.AddRange(model.Found); }
        }

        // A case is kept small: a list of many suites lives as long as the test host.
        SharedTags tags = new();
        ListedCase[] cases = [.. suite.ReadCases(found).Select(c => Of(c, tags))];
        return new ListedSuite
        {
            Name = suite.Name,
            Path = suite.Path,
            ProjectDirectory = suite.ProjectDirectory,
            Location = suite.Location,
            Description = suite.Description,
            Tags = suite.Tags,
            Models = names,
            IsHandedOver = names is [var only] && catalog.Models.TryGetValue(only, out CatalogModel? tested) && tested.Spec.Provider.Equals(HandedOver, StringComparison.OrdinalIgnoreCase),
            Cases = cases,
            Errors = Errors(found, ofProject),
        };
    }

    private static ListedCase Of(EvalCase item, SharedTags tags) => new()
    {
        Id = item.Id,
        Location = item.Location,
        Tags = item.IsPrivate ? [] : tags.Of(item.Tags),
        Skip = item.Skip,
        MustPass = item.MustPass,
        IsPrivate = item.IsPrivate,
    };

    private static Diagnostic[] Errors(DiagnosticBag found, DiagnosticBag ofProject) => [.. found.Items.Concat(ofProject.Items).Where(d => d.Severity == Severity.Error)];

    /// <summary>Suites of one name cannot be told apart, so that none of them can be run: each says which the other is.</summary>
    private static void AddTwins(ListedSuite[] suites, Manifest manifest)
    {
        foreach (IGrouping<string, int> twins in Enumerable.Range(0, suites.Length).GroupBy(i => suites[i].Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
        {
            int[] places = [.. twins];
            foreach (int place in places)
            {
                ListedSuite suite = suites[place], other = suites[places.First(p => p != place)];
                suites[place] = suite with { Errors = [.. suite.Errors, ProjectCatalog.Twins(suite.Name, suite.Location, other.Path, manifest)] };
            }
        }
    }
}
