using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Natives;

/// <summary>
/// Looks for llama.cpp's libraries below a folder: a plain build, the folder of an npm package, or a NuGet package with
/// <c>RID/native/VARIANT</c> folders.
/// </summary>
internal static class NativeFolder
{
    private const int Depth = 8;

    /// <summary>The platform as NuGet names it, for instance <c>linux-x64</c>.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The libraries in the folders, the best variant for this processor first; null when there is none.</summary>
    /// <param name="folders">Folders to look in; what one lacks (the CPU backend of a CUDA package) is taken from another.</param>
    /// <param name="gpu">Whether a GPU variant is preferred.</param>
    public static NativeFiles? Find(IEnumerable<string> folders, bool gpu)
    {
        string[] libraries =
        [
            .. folders.Where(Directory.Exists).SelectMany(root => Files(root).Where(f => IsLibrary(f, "llama") && FitsPlatform(Path.GetRelativePath(root, f))))
                .OrderBy(f => Rank(f, gpu)).ThenBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal),
        ];
        foreach (string llama in libraries)
        {
            string folder = Path.GetDirectoryName(llama)!;
            string? ggml = Library(folder, "ggml");
            if (ggml is null) { continue; }

            string? cpuFolder = Library(folder, "ggml-cpu") is null && !HasDynamicBackends(folder)
                ? libraries.Select(l => Path.GetDirectoryName(l)!).FirstOrDefault(f => Library(f, "ggml-cpu") is not null) : folder;
            string?[] preload =
            [
                Library(folder, "ggml-base"), cpuFolder is null ? null : Library(cpuFolder, "ggml-cpu"), Library(folder, "ggml-cuda"), Library(folder, "ggml-vulkan"),
            ];

            // Backends that are loaded on demand find their base by themselves; those that are linked must be there before.
            return new NativeFiles
            {
                Llama = llama,
                Ggml = ggml,
                Preload = HasDynamicBackends(folder) ? [] : [.. preload.OfType<string>()],
                BackendFolders = cpuFolder is null || cpuFolder == folder ? [folder] : [folder, cpuFolder],
            };
        }

        return null;
    }

    /// <summary>Whether the processor's backend is among the files, to be loaded before or on demand.</summary>
    public static bool HasProcessorBackend(NativeFiles files) => files.BackendFolders.Any(f => HasDynamicBackends(f) || Library(f, "ggml-cpu") is not null);

    /// <summary>The library of a name in a folder, whatever its ending and version; null when there is none.</summary>
    private static string? Library(string folder, string name) =>
        Directory.EnumerateFiles(folder).Where(f => IsLibrary(f, name)).OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal).FirstOrDefault();

    private static bool HasDynamicBackends(string folder) =>
        Directory.EnumerateFiles(folder).Any(f => Path.GetFileName(f) is { } n && n.Contains("ggml-cpu-", StringComparison.Ordinal));

    private static bool IsLibrary(string path, string name)
    {
        string file = Path.GetFileName(path);
        if (OperatingSystem.IsWindows())
        {
            return file.Equals(name + ".dll", StringComparison.OrdinalIgnoreCase) || file.Equals("lib" + name + ".dll", StringComparison.OrdinalIgnoreCase)
                || (file.StartsWith(name + ".v", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase));
        }

        // libllama.so, libllama.so.0, libllama.v0.5.0.so, libllama.dylib
        return file.StartsWith($"lib{name}.", StringComparison.Ordinal)
            && (file.Contains(".so", StringComparison.Ordinal) || file.EndsWith(".dylib", StringComparison.Ordinal));
    }

    /// <summary>Folders that say a platform must say this one.</summary>
    private static bool FitsPlatform(string path)
    {
        string[] parts = path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        string[] named = [.. parts.Where(p => p.Split('-') is [("linux" or "win" or "osx" or "mac"), _, ..])];
        return named.Length == 0 || named[^1].Replace("mac-", "osx-", StringComparison.Ordinal).StartsWith(Platform, StringComparison.Ordinal);
    }

    private static int Rank(string path, bool gpu)
    {
        string variant = Path.GetFileName(Path.GetDirectoryName(path)!).ToLowerInvariant();
        bool isGpu = variant.StartsWith("cuda", StringComparison.Ordinal) || variant.StartsWith("vulkan", StringComparison.Ordinal);
        if (isGpu) { return gpu ? 0 : 50; }

        return variant switch
        {
            "avx512" => Avx512F.IsSupported ? 10 : 90,
            "avx2" => Avx2.IsSupported ? 11 : 89,
            "avx" => Avx.IsSupported ? 12 : 88,
            "noavx" => 13,
            _ => 9,
        };
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*llama*", new EnumerationOptions
    {
        RecurseSubdirectories = true, MaxRecursionDepth = Depth, IgnoreInaccessible = true, MatchCasing = MatchCasing.CaseInsensitive,
    });
}
