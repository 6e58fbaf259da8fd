using System.Text.RegularExpressions;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Scoring;

/// <summary>The kinds of checks of one evaluation: those of the engine and those of the project's <c>LlmEvaluator</c> items.</summary>
public sealed partial class EvaluatorSet : IAsyncDisposable
{
    /// <summary>Longest time for one score where a plug-in's kind says none: code of others may hang.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly List<LoadedEvaluator> _loaded = [];
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    private string? _engineOwner;

    private EvaluatorSet(CheckRegistry registry) => Registry = registry;

    /// <summary>The kinds that suites may name.</summary>
    public CheckRegistry Registry { get; private set; }

    /// <summary>The objects of all plug-ins, in the order of their items.</summary>
    public IReadOnlyList<object> Plugins => [.. _loaded.SelectMany(l => l.Plugins)];

    /// <summary>Files that decide what the plug-ins' checks do.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Loads the items of a project. Mistakes are told at the items; the kinds of an item with one are left out.</summary>
    /// <param name="items">The items.</param>
    /// <param name="registry">The kinds that there are without them.</param>
    /// <param name="loader">Loads them; items are mistakes when null.</param>
    /// <param name="context">The project, its settings and folders.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async ValueTask<EvaluatorSet> LoadAsync(
        IReadOnlyList<ManifestItem> items, CheckRegistry registry, IEvaluatorLoader? loader, ModelContext context, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        EvaluatorSet set = new(registry);
        if (loader is null && items.Count > 0)
        {
            diagnostics.Add(Diagnostics.BadEvaluator, items[0].Location,
                $"'{items[0].Name}' cannot be loaded: this evaluation was made without a loader of evaluators. Give it one, or its kinds of checks themselves.");
            return set;
        }

        try
        {
            foreach (ManifestItem item in items)
            {
                set.Files = [.. set.Files, .. loader!.Files(item, context)];
                if (await loader.LoadAsync(item, context, diagnostics, cancellationToken).ConfigureAwait(false) is not { } loaded) { continue; }

                set._loaded.Add(loaded);
                set.Add(item, loaded.Kinds, diagnostics);
                set.AddEngines(item, loaded.Plugins, diagnostics);
            }

            return set;
        }
        catch
        {
            await set.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (LoadedEvaluator loaded in _loaded) { await loaded.DisposeAsync().ConfigureAwait(false); }

        _loaded.Clear();
    }

    private void Add(ManifestItem item, IReadOnlyList<CheckKind> kinds, DiagnosticBag diagnostics)
    {
        List<CheckKind> good = [];
        foreach (CheckKind kind in kinds)
        {
            if (Mistake(kind) is { } mistake)
            {
                diagnostics.Add(Diagnostics.BadEvaluator, item.Location, $"The check '{Quote.Line(kind?.Name ?? string.Empty)}' of '{item.Name}' {mistake}");
            }
            else if (_owners.TryGetValue(kind.Name, out string? owner) || Registry.Kinds.Any(k => k.Name == kind.Name))
            {
                string other = owner is null ? "one of LlmEval's own" : $"one of '{owner}'";
                diagnostics.Add(Diagnostics.DuplicateName, item.Location, $"The check '{kind.Name}' of '{item.Name}' has the name of another: {other}. Give it another name, such as 'my-{kind.Name}'.");
            }
            else
            {
                _owners.Add(kind.Name, item.Name);
                good.Add(kind with { TimeLimit = kind.TimeLimit ?? s_limit });
            }
        }

        Registry = Registry.With(good);
    }

    /// <summary>One engine of JSON schemas takes the place of the built-in one; two would leave open which.</summary>
    private void AddEngines(ManifestItem item, IReadOnlyList<object> plugins, DiagnosticBag diagnostics)
    {
        foreach (IJsonSchemaEngine engine in plugins.OfType<IJsonSchemaEngine>())
        {
            if (_engineOwner is { } owner)
            {
                diagnostics.Add(Diagnostics.DuplicateName, item.Location, $"'{item.Name}' brings a reader of JSON schemas, and so does '{owner}'. Leave one of them out.");
                continue;
            }

            _engineOwner = item.Name;
            Registry = Registry.With(engine);
        }
    }

    private static string? Mistake(CheckKind? kind) => kind switch
    {
        null => "is null. Leave it out of Kinds.",
        { Name: null } => "has no name. Give its kind a Name.",
        _ when !Name().IsMatch(kind.Name) || kind.Name.StartsWith(CheckRegistry.Not, StringComparison.Ordinal) =>
            $"has a name that no suite can write. Take lower-case letters, digits and hyphens, not beginning with '{CheckRegistry.Not}'.",
        _ when kind.Bind is null == kind.BindSuite is null => "must have either Bind or BindSuite.",
        _ when kind.Version < 1 => "has a Version below 1. Count from 1 and raise it when scores change.",
        _ when double.IsNaN(kind.Minimum) || double.IsNaN(kind.Maximum) || kind.Minimum >= kind.Maximum => "has no range: Minimum must be below Maximum.",
        _ when kind.Threshold is { } bound && !(bound >= kind.Minimum && bound <= kind.Maximum) =>
            FormattableString.Invariant($"has the default threshold {bound}, which is not {kind.Range}. Correct Threshold."),
        _ when kind.TimeLimit is { } limit && limit <= TimeSpan.Zero => "has a TimeLimit that is not positive.",
        _ => null,
    };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
