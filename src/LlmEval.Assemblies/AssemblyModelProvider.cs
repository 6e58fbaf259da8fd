using System.Collections.Concurrent;
using LlmEval.Assemblies.Closure;
using LlmEval.Assemblies.Identity;
using LlmEval.Assemblies.Loading;
using LlmEval.Assemblies.Running;
using LlmEval.Assemblies.Targets;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Assemblies;

/// <summary>
/// <c>Provider="Assembly"</c>: the user's own code, in this process and in a load context of its own. Metadata: <c>Path</c> (the assembly; the build
/// fills in the output of <c>Project</c>, or of the project itself), <c>Type</c> and <c>Method</c> (where the assembly has several targets),
/// <c>Inputs</c> (further files that decide answers), <c>Deterministic</c> (false), <c>MaxConcurrency</c> (1 where samples have a
/// beginning or an end, else the number of cores).
/// </summary>
public sealed class AssemblyModelProvider : IModelProvider
{
    /// <summary>Whether what an item means keeps state; known once it was identified.</summary>
    private readonly ConcurrentDictionary<AssemblyOptions, bool> _hasHooks = new();

    /// <inheritdoc/>
    public string Name => "Assembly";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> KnownMetadata => AssemblyOptions.Names;

    /// <inheritdoc/>
    public void Validate(ModelSpec model, ModelContext context, DiagnosticBag diagnostics) => AssemblyOptions.Read(model, context.ProjectDirectory, diagnostics);

    /// <inheritdoc/>
    public ValueTask<ModelIdentity?> IdentifyAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        AssemblyOptions options = AssemblyOptions.Require(model, context.ProjectDirectory);
        if (!File.Exists(options.Path)) { return ValueTask.FromResult<ModelIdentity?>(null); }

        return ValueTask.FromResult<ModelIdentity?>(Guarded(model, options, () =>
        {
            CodeClosure closure = Closure(options, context);
            string target = TargetOf(closure, model, options);
            string? lost = options.Inputs.FirstOrDefault(i => !File.Exists(i) && !Directory.Exists(i));
            if (lost is not null)
            {
                throw new LlmEvalException(Diagnostics.FileNotFound.At(model.Location, $"Inputs of the model '{model.Name}' names '{lost}', which does not exist. Correct it; paths are relative to the project."));
            }

            RememberedHashes hashes = new(Path.Combine(context.Home, "hashes", "code"), context.Time);
            return new ModelIdentity
            {
                Key = "assembly:sha256:" + CodeIdentity.Hash(closure, target, options.Inputs, context.ProjectDirectory, hashes),
                DeterministicWhenGreedy = options.IsDeterministic,
                IsPinned = true,
                Lineage = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["file"] = Path.GetFileName(options.Path),
                    ["target"] = target,
                    ["assemblies"] = closure.Assets.Count(a => a.IsManaged).ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
            };
        }));
    }

    /// <inheritdoc/>
    public async ValueTask<IChatClient> StartAsync(ModelSpec model, ModelContext context, CancellationToken cancellationToken)
    {
        AssemblyOptions options = AssemblyOptions.Require(model, context.ProjectDirectory);
        if (!File.Exists(options.Path))
        {
            throw new LlmEvalException(Diagnostics.ModelMissing.At(model.Location, $"The assembly of the model '{model.Name}' does not exist: '{options.Path}'. Build the project."));
        }

        try
        {
            CodeHost host = await CodeHost.StartAsync(Closure(options, context), model, options, context, cancellationToken).ConfigureAwait(false);
            return new CodeClient(host, model, context.Time);
        }
        catch (Exception e) when (IsOfFiles(e)) { throw Unloadable(model, options, e); }
    }

    /// <inheritdoc/>
    public int Concurrency(ModelSpec model)
    {
        string directory = Path.GetDirectoryName(model.Location.File) is { Length: > 0 } folder ? folder : Path.GetTempPath();
        if (AssemblyOptions.Read(model, directory, new DiagnosticBag()) is not { } options) { return 1; }

        return options.MaxConcurrency ?? (HasHooks(options, model) ? 1 : Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    /// <remarks>Code gets the case itself, whichever way it is asked.</remarks>
    public bool ReadsCases(ModelSpec model) => true;

    /// <inheritdoc/>
    public IEnumerable<string> Files(ModelSpec model, ModelContext context)
    {
        if (AssemblyOptions.Read(model, context.ProjectDirectory, new DiagnosticBag()) is not { } options) { return []; }
        if (!File.Exists(options.Path)) { return [options.Path]; }

        try { return [.. CodeIdentity.Files(Closure(options, context), options.Inputs)]; }
        catch (Exception e) when (IsOfFiles(e)) { return [options.Path]; }
    }

    /// <inheritdoc/>
    public (string What, string Mend)? Missing(ModelSpec model, ModelContext context) =>
        ($"its assembly '{Path.GetFileName(model["Path"])}' is not built", $"Build the project{(model["Project"] is { } project ? $" '{project}'" : string.Empty)}");

    private static CodeClosure Closure(AssemblyOptions options, ModelContext context) =>
        CodeClosure.Of(options.Path, PackageFolders.Of(context.Setting("ProjectAssetsFile")));

    private bool HasHooks(AssemblyOptions options, ModelSpec model)
    {
        if (_hasHooks.TryGetValue(options with { Inputs = [] }, out bool known)) { return known; }

        // Not identified in this process: as careful as need be.
        return File.Exists(options.Path) is false || Guarded(model, options, () => Look(CodeClosure.Of(options.Path, PackageFolders.Of(null)), model, options).HasHooks);
    }

    private string TargetOf(CodeClosure closure, ModelSpec model, AssemblyOptions options)
    {
        (string name, bool hasHooks) = Look(closure, model, options);
        _hasHooks[options with { Inputs = [] }] = hasHooks;
        return name;
    }

    private static (string Name, bool HasHooks) Look(CodeClosure closure, ModelSpec model, AssemblyOptions options)
    {
        CodeContext context = CodeContext.ForReading(closure);
        try
        {
            CodeTarget target = new TargetFinder(model, options).Find(context.LoadEntry());
            return (target.Name, target.HasHooks);
        }
        finally { context.Unload(); }
    }

    /// <summary>Turns what is wrong with the files into a diagnostic.</summary>
    private static T Guarded<T>(ModelSpec model, AssemblyOptions options, Func<T> work)
    {
        try { return work(); }
        catch (Exception e) when (IsOfFiles(e)) { throw Unloadable(model, options, e); }
    }

    private static LlmEvalException Unloadable(ModelSpec model, AssemblyOptions options, Exception e) => new(Diagnostics.BadModelFile.At(model.Location,
        $"'{Path.GetFileName(options.Path)}' of the model '{model.Name}' cannot be loaded: {e.Message.ReplaceLineEndings(" ")}"), e);

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or BadImageFormatException or FormatException or InvalidOperationException or TypeLoadException;
}
