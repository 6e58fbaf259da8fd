using LlmEval.Assemblies.Closure;
using LlmEval.Assemblies.Evaluators;
using LlmEval.Assemblies.Identity;
using LlmEval.Assemblies.Running;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Scoring;
using LlmEval.Scoring.Structure.Schemas;

namespace LlmEval.Assemblies;

/// <summary>
/// Loads the assemblies of <c>LlmEvaluator</c> items, each in a load context of its own that shares <c>LlmEval.Core</c> and
/// <c>Microsoft.Extensions.AI.Abstractions</c> with the engine. Metadata: <c>Project</c> (the build fills in its output), <c>Inputs</c> (further files that decide scores),
/// <c>Version</c> (what stands for the code in the keys of its metrics, by its author's word).
/// </summary>
public sealed class AssemblyEvaluatorLoader : IEvaluatorLoader
{
    private static readonly string[] s_metadata = ["Project", "Path", "Inputs", "Version"];

    /// <summary>Longest time for what a plug-in does outside of scoring.</summary>
    internal TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<string> Files(ManifestItem item, ModelContext context)
    {
        if (item.Path is not { } path) { return []; }
        if (!File.Exists(path)) { return [path]; }

        try { return [.. CodeIdentity.Files(Closure(path, context), Inputs(item, context))]; }
        catch (Exception e) when (IsOfFiles(e)) { return [path]; }
    }

    /// <inheritdoc/>
    public async ValueTask<LoadedEvaluator?> LoadAsync(ManifestItem item, ModelContext context, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        if (Mistake(item, context) is { } mistake)
        {
            diagnostics.Add(mistake);
            return null;
        }

        string file = Path.GetFileName(item.Path!);
        PluginHost? host = null;
        string? trouble;
        try
        {
            CodeClosure closure = Closure(item.Path!, context);
            RememberedHashes hashes = new(Path.Combine(context.Home, "hashes", "code"), context.Time);
            string? version = Version(item);
            string origin = version is null ? "assembly:sha256:" + CodeIdentity.Hash(closure, "evaluators", Inputs(item, context), context.ProjectDirectory, hashes)
                : $"version:{version}:{CodeIdentity.HashOfInputs(Inputs(item, context), context.ProjectDirectory, hashes)}";
            LoadedCode code = new(closure, context, FileNames.Of(Path.GetFileNameWithoutExtension(file)), $"A check of '{file}'", item.Location, cancellationToken);
            host = new PluginHost(code, file, Limit, context.Time);
            List<CheckKind> kinds = [];
            foreach (Type type in PluginFinder.Find(code.Assembly, file, out trouble))
            {
                try { kinds.AddRange((await host.CreateAsync(type, cancellationToken).ConfigureAwait(false)).Select(k => k is null ? null! : PluginKind.Of(host, k, origin, isKeyedByCode: version is null))); }
                catch (CodeTroubleException e)
                {
                    trouble = $"'{type.FullName}' cannot be created: {e.Message.TrimEnd('.')}. Nothing was scored; mend its constructor or Kinds.";
                    break;
                }
            }

            if (trouble is null)
            {
                PluginHost running = host;
                host = null;
                return new LoadedEvaluator(kinds, [.. running.Plugins.Select(p => p is IJsonSchemaEngine engine ? (object)new PluginSchemaEngine(running, engine, origin) : p)], running.DisposeAsync);
            }
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            trouble = e is BadImageFormatException ? "it is no .NET assembly of this platform. Name the .dll that a project for net10.0 builds."
                : $"{e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Build its project again.";
        }
        finally
        {
            if (host is not null) { await host.DisposeAsync().ConfigureAwait(false); }
        }

        diagnostics.Add(Diagnostics.BadEvaluator, item.Location, $"The LlmEvaluator '{file}' cannot be used: {trouble}");
        return null;
    }

    private static Diagnostic? Mistake(ManifestItem item, ModelContext context)
    {
        if (item.Metadata.Keys.FirstOrDefault(k => !s_metadata.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return Diagnostics.UnknownKey.At(item.Location, $"The LlmEvaluator '{item.Name}' has the metadatum '{unknown}', which means nothing. Known: {string.Join(", ", s_metadata)}.");
        }

        if (item.Path is not { } path)
        {
            return Diagnostics.MissingKey.At(item.Location,
                $"The project '{item.Metadata.GetValueOrDefault("Project")}' of the LlmEvaluator '{item.Name}' has no single output. Say Path, the assembly that it builds.");
        }

        if (path.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
        {
            return Diagnostics.BadValue.At(item.Location,
                $"The LlmEvaluator '{item.Name}' is a project, not an assembly. Write Include=\"{Path.GetFileNameWithoutExtension(path)}\" Project=\"{item.Name}\".");
        }

        if (!File.Exists(path))
        {
            return Diagnostics.FileNotFound.At(item.Location, $"The assembly of the LlmEvaluator '{item.Name}' does not exist: '{path}'. Build its project first (a ProjectReference does that), or correct the path.");
        }

        return Inputs(item, context).FirstOrDefault(i => !File.Exists(i) && !Directory.Exists(i)) is { } lost
            ? Diagnostics.FileNotFound.At(item.Location, $"Inputs of the LlmEvaluator '{item.Name}' names '{lost}', which does not exist. Correct it; paths are relative to the project.")
            : null;
    }

    private static CodeClosure Closure(string path, ModelContext context) => CodeClosure.Of(path, PackageFolders.Of(context.Setting("ProjectAssetsFile")));

    private static IReadOnlyList<string> Inputs(ManifestItem item, ModelContext context) =>
        [.. item.Metadata.GetValueOrDefault("Inputs", string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(i => Path.GetFullPath(i.Replace('\\', '/'), context.ProjectDirectory))];

    /// <summary>The item's name, which a path does not decide, and the version; null where the code itself counts.</summary>
    private static string? Version(ManifestItem item)
    {
        string name = item.Name.Replace('\\', '/');
        return item.Metadata.GetValueOrDefault("Version")?.Trim() is not { Length: > 0 } version ? null
            : (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name) + " " + version;
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or BadImageFormatException or FormatException or InvalidOperationException or TypeLoadException;
}
