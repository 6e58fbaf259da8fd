using LlmEval.Aside;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Prompts;
using LlmEval.Suites;

namespace LlmEval.Binding;

/// <summary>A prompt item; its template is null when the file has mistakes.</summary>
internal sealed record CatalogPrompt(ManifestItem Item, PromptTemplate? Template)
{
    /// <summary>What was found in it, and others of its name.</summary>
    public List<Diagnostic> Found { get; } = [];
}

/// <summary>A model item; its provider is null when there is none of that name or the item has mistakes.</summary>
internal sealed record CatalogModel(ModelSpec Spec, IModelProvider? Provider)
{
    /// <summary>What was found in it, and others of its name.</summary>
    public List<Diagnostic> Found { get; } = [];
}

/// <summary>The prompts, models and suites of a project by name, each read and checked by itself.</summary>
internal sealed class ProjectCatalog
{
    private ProjectCatalog(ModelContext context) => Context = context;

    /// <summary>What providers may use.</summary>
    public ModelContext Context { get; }

    public Dictionary<string, CatalogPrompt> Prompts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CatalogModel> Models { get; } = new(StringComparer.Ordinal);

    public List<EvalSuite> Suites { get; } = [];

    public static ProjectCatalog Load(Manifest manifest, ProviderRegistry providers, ModelContext context, DiagnosticBag diagnostics)
    {
        ProjectCatalog catalog = LoadNames(manifest, providers, context);
        diagnostics.AddRange(catalog.Prompts.Values.SelectMany(p => p.Found));
        diagnostics.AddRange(catalog.Models.Values.SelectMany(m => m.Found));
        foreach (ManifestItem item in manifest.Suites)
        {
            if (LoadSuite(item, manifest, diagnostics) is not { } suite) { continue; }

            // Names that differ in case alone would share a baseline's file on many disks.
            if (catalog.Suites.Find(s => s.Name.Equals(suite.Name, StringComparison.OrdinalIgnoreCase)) is { } twin)
            {
                diagnostics.Add(Twins(suite.Name, suite.NameLocation ?? suite.Location, twin.Path, manifest));
                continue;
            }

            catalog.Suites.Add(suite);
        }

        return catalog;
    }

    /// <summary>Prompts and models alone: what suites name. Mistakes stay with what has them.</summary>
    public static ProjectCatalog LoadNames(Manifest manifest, ProviderRegistry providers, ModelContext context)
    {
        ProjectCatalog catalog = new(context);
        foreach (ManifestItem item in manifest.Prompts)
        {
            if (catalog.Prompts.TryGetValue(item.Name, out CatalogPrompt? twin))
            {
                twin.Found.Add(Diagnostics.DuplicateName.At(item.Location,
                    $"There are two prompts '{item.Name}'; the other is {Relative(manifest, twin.Item.Path!)}. Rename one file or give its item the metadatum Name."));
                continue;
            }

            DiagnosticBag own = new();
            CatalogPrompt prompt = new(item, PromptFile.Load(item.Path!, item.Name, own));
            prompt.Found.AddRange(own.Items);
            catalog.Prompts.Add(item.Name, prompt);
        }

        foreach (ManifestItem item in manifest.Models) { catalog.AddModel(item, providers, context); }

        return catalog;
    }

    /// <summary>Reads a suite; null when its file is no mapping.</summary>
    public static EvalSuite? LoadSuite(ManifestItem item, Manifest manifest, DiagnosticBag diagnostics) =>
        SuiteFile.Load(item.Path!, manifest.ProjectDirectory, diagnostics, manifest.Setting("LlmEvalSalt") ?? manifest.ProjectName);

    /// <summary>What to tell of two suites of one name.</summary>
    public static Diagnostic Twins(string name, Location location, string other, Manifest manifest) => Diagnostics.DuplicateName.At(
        location, $"There are two suites '{name}', letters compared without case; the other is {Relative(manifest, other)}. Give one of them another 'name:'.");

    /// <summary>Puts variants in the place of the suites.</summary>
    /// <exception cref="LlmEvalException">LLM3016: one is of a suite that is not there.</exception>
    public void Replace(IReadOnlyList<SuiteVariant> variants)
    {
        EvalSuite[] made = [.. variants.Select(v => v.Of(Suites.Find(s => s.Name == v.Suite)
            ?? throw new LlmEvalException(Diagnostics.Usage.At(Location.None, $"There is no suite '{v.Suite}' in the project, or it cannot be read. Known: {string.Join(", ", Suites.Select(s => s.Name))}."))))];
        Suites.Clear();
        Suites.AddRange(made);
    }

    private void AddModel(ManifestItem item, ProviderRegistry providers, ModelContext context)
    {
        if (Models.TryGetValue(item.Name, out CatalogModel? twin))
        {
            twin.Found.Add(Diagnostics.DuplicateName.At(item.Location, $"There are two LlmModel items '{item.Name}'. Give each its own name."));
            return;
        }

        DiagnosticBag own = new();
        ModelSpec spec = new()
        {
            Name = item.Name,
            Provider = item.Metadata.GetValueOrDefault("Provider", string.Empty),
            Location = item.Location,
            Parameters = ModelMetadata.Parameters(item.Metadata, item.Name, item.Location, own),
            Price = ModelMetadata.Price(item.Metadata, item.Name, item.Location, own),
            MaxAge = ModelMetadata.MaxAge(item.Metadata, item.Name, item.Location, own),
            Metadata = item.Metadata,
        };
        IModelProvider? provider = providers.Find(spec, own);
        if (provider is not null)
        {
            ModelMetadata.ReportUnknown(spec, provider, own);
            provider.Validate(spec, context, own);
        }

        CatalogModel model = new(spec, own.HasErrors ? null : provider);
        model.Found.AddRange(own.Items);
        Models.Add(item.Name, model);
    }

    private static string Relative(Manifest manifest, string path) => Path.GetRelativePath(manifest.ProjectDirectory, path);
}
