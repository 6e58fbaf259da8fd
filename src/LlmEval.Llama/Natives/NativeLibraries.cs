using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Llama.Natives;

/// <summary>
/// Finds llama.cpp's native library: the folder that is set, a package of the project, an installation in the per-user
/// folder, the system, in this order.
/// </summary>
public static class NativeLibraries
{
    /// <summary>Setting with a folder.</summary>
    public const string PathSetting = "LlmEvalLlamaPath";

    /// <summary>Environment variable with a folder.</summary>
    public const string PathVariable = "LLMEVAL_LLAMA_PATH";

    /// <summary>Finds it; null when there is none on this machine. Starts nothing and uses no network.</summary>
    /// <param name="context">Settings and the per-user folder.</param>
    /// <param name="gpu">Whether a library for a GPU is preferred.</param>
    /// <exception cref="LlmEvalException">A folder is set and has no library.</exception>
    public static NativeRuntime? Find(ModelContext context, bool gpu = false)
    {
        string? said = context.Setting(PathSetting);
        string name = PathSetting;
        if (said is null)
        {
            said = Environment.GetEnvironmentVariable(PathVariable);
            name = PathVariable;
        }

        if (!string.IsNullOrEmpty(said))
        {
            string folder = Path.GetFullPath(said, context.ProjectDirectory);
            return NativeFolder.Find([folder], gpu) is { } own
                ? new NativeRuntime(own, $"{name}: {folder}")
                : throw new LlmEvalException(Diagnostics.WrongNativeLibrary.At(
                    Location.None, $"{name} is '{folder}', where there is no libllama with its libggml for {NativeFolder.Platform}. Name the folder that holds both."));
        }

        if (NativeFolder.Find(ProjectPackages.Backends(context.Setting("ProjectAssetsFile")), gpu) is { } packaged)
        {
            // The packages for GPUs lack the processor's backend, without which nothing loads.
            bool whole = NativeFolder.HasProcessorBackend(packaged);
            return new NativeRuntime(packaged, "a LLamaSharp.Backend package of the project"
                + (whole ? string.Empty : ", which lacks the processor's backend: add LLamaSharp.Backend.Cpu of the same version"));
        }

        foreach (RuntimeFlavor flavor in gpu ? [RuntimeFlavor.Cuda, RuntimeFlavor.Vulkan, RuntimeFlavor.Cpu] : (RuntimeFlavor[])[RuntimeFlavor.Cpu, RuntimeFlavor.Vulkan, RuntimeFlavor.Cuda])
        {
            if (RuntimeInstaller.Installed(context, flavor) is { } installed) { return installed; }
        }

        return NativeFolder.Find(SystemFolders(), gpu) is { } system ? new NativeRuntime(system, "the system") : null;
    }

    /// <summary>Where loaders look, as far as it can be known without loading.</summary>
    private static IEnumerable<string> SystemFolders()
    {
        string variable = OperatingSystem.IsWindows() ? "PATH" : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable(variable) ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!OperatingSystem.IsWindows())
        {
            folders = folders.Concat(["/usr/local/lib", "/opt/homebrew/lib", "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]);
        }

        // Only these folders themselves: a system's libraries are many.
        return folders.Where(Path.IsPathFullyQualified).Where(f => Directory.Exists(f)
            && Directory.EnumerateFiles(f, OperatingSystem.IsWindows() ? "llama.dll" : "libllama.*").Any());
    }
}
