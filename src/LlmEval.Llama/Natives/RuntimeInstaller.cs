using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Natives;

/// <summary>
/// Installs a native library into the per-user folder: fetched by the user's own package clients, tried by the worker, and only
/// then moved into place. Any number of processes may install at once: one wins, all can use it.
/// </summary>
public static class RuntimeInstaller
{
    private static readonly IRuntimeSource[] s_sources = [new NpmRuntimeSource(), new NuGetRuntimeSource()];

    /// <summary>Installs a library unless it is installed.</summary>
    /// <param name="flavor">Which build.</param>
    /// <param name="context">The per-user folder, and where to say what happens.</param>
    /// <param name="cancellationToken">Ends it; nothing half done is left in place.</param>
    /// <returns>The installed library.</returns>
    /// <exception cref="LlmEvalException">No source has one that works here; the message lists the manual ways.</exception>
    public static Task<NativeRuntime> InstallAsync(RuntimeFlavor flavor, ModelContext context, CancellationToken cancellationToken) =>
        InstallAsync(flavor, context, s_sources, cancellationToken);

    /// <summary>What to do by hand, for messages.</summary>
    internal static string ManualWays { get; } =
        $"By hand: run `llmeval runtime install`, add a PackageReference to LLamaSharp.Backend.Cpu {NuGetRuntimeSource.Version}, "
        + $"or set LlmEvalLlamaPath to a folder with a llama.cpp build.";

    /// <summary>As the public one, from given sources.</summary>
    internal static async Task<NativeRuntime> InstallAsync(
        RuntimeFlavor flavor, ModelContext context, IReadOnlyList<IRuntimeSource> sources, CancellationToken cancellationToken)
    {
        if (Installed(context, flavor) is { } installed) { return installed; }

        List<string> reasons = [];
        foreach (IRuntimeSource source in sources)
        {
            context.Report($"Installing llama.cpp ({flavor.ToString().ToLowerInvariant()}) from the {source.Describe(flavor)}.");
            try
            {
                return await InstallAsync(flavor, context, source, cancellationToken).ConfigureAwait(false);
            }
            catch (RuntimeSourceException e)
            {
                reasons.Add($"{source.Describe(flavor)}: {e.Message}");
            }
            catch (UnauthorizedAccessException e)
            {
                throw new LlmEvalException(Diagnostics.CacheUnwritable.At(Location.None, $"'{Folder(context)}' cannot be written ({e.Message}). Set LLMEVAL_HOME to a folder that can."), e);
            }
        }

        throw new LlmEvalException(Diagnostics.NoNativeLibrary.At(Location.None, $"No native library could be installed. {string.Join("; ", reasons)}. {ManualWays}"));
    }

    /// <summary>The installed library of a flavor; null when it is not installed.</summary>
    internal static NativeRuntime? Installed(ModelContext context, RuntimeFlavor flavor)
    {
        string folder = Final(context, flavor);
        return Directory.Exists(folder) && NativeFolder.Find([folder], flavor != RuntimeFlavor.Cpu) is { } files
            ? new NativeRuntime(files, $"installed in {folder}") { Flavor = flavor } : null;
    }

    /// <summary>
    /// Installs a library for GPUs when a run asks for one; null when none works here. That is remembered, so that not every run fetches it in vain;
    /// <c>llmeval runtime install</c> tries again.
    /// </summary>
    internal static async Task<NativeRuntime?> TryInstallForGpuAsync(ModelContext context, IReadOnlyList<IRuntimeSource>? sources, CancellationToken cancellationToken)
    {
        string remembered = Final(context, RuntimeFlavor.Vulkan) + ".unusable";
        if (File.Exists(remembered))
        {
            context.Report($"No library for GPUs is used: installing one failed before ('{remembered}' says why). To try again: `llmeval runtime install --vulkan`.");
            return null;
        }

        try
        {
            return await InstallAsync(RuntimeFlavor.Vulkan, context, sources ?? s_sources, cancellationToken).ConfigureAwait(false);
        }
        catch (LlmEvalException e) when (e.Diagnostic.Code == Diagnostics.NoNativeLibrary.Code)
        {
            context.Report($"{e.Message} The one for the processor is used.");
            await File.WriteAllTextAsync(remembered, e.Message, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private static string Folder(ModelContext context) => Path.Combine(context.Home, "runtimes");

    private static string Final(ModelContext context, RuntimeFlavor flavor) =>
        Path.Combine(Folder(context), $"llama-{NpmRuntimeSource.Version}-{NativeFolder.Platform}-{flavor.ToString().ToLowerInvariant()}");

    private static async Task<NativeRuntime> InstallAsync(RuntimeFlavor flavor, ModelContext context, IRuntimeSource source, CancellationToken cancellationToken)
    {
        string temporary = Path.Combine(Folder(context), $".{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            await source.FetchAsync(flavor, temporary, context, cancellationToken).ConfigureAwait(false);
            NativeFiles files = NativeFolder.Find([temporary], flavor != RuntimeFlavor.Cpu)
                ?? throw new RuntimeSourceException("it has no library for this platform");
            ProbeResult probe = await RuntimeProbe.RunAsync(files, flavor != RuntimeFlavor.Cpu, cancellationToken).ConfigureAwait(false);
            if (!probe.Works)
            {
                throw new RuntimeSourceException($"it does not work here: {probe.Reason}{(source.Needs(flavor) is { } needs ? $" (it needs {needs})" : string.Empty)}");
            }

            Place(temporary, Final(context, flavor));
            context.Report($"Installed llama.cpp {probe.Engine} in {Final(context, flavor)}.");
            return Installed(context, flavor) ?? throw new RuntimeSourceException("it vanished after it was installed");
        }
        finally
        {
            if (Directory.Exists(temporary)) { Directory.Delete(temporary, recursive: true); }
        }
    }

    /// <summary>Moves a finished folder into place in one step; when another process was quicker, its folder stays.</summary>
    private static void Place(string temporary, string final)
    {
        try
        {
            Directory.Move(temporary, final);
        }
        catch (IOException) when (Directory.Exists(final))
        {
            Directory.Delete(temporary, recursive: true);
        }
    }
}
