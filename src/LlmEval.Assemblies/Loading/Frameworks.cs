using System.Reflection;
using System.Runtime.InteropServices;

namespace LlmEval.Assemblies.Loading;

/// <summary>The assemblies of .NET itself: of the framework that this process runs on, and of others beside it (ASP.NET Core, Windows Desktop).</summary>
internal static class Frameworks
{
    private static readonly string s_core = RuntimeEnvironment.GetRuntimeDirectory();

    /// <summary>Whether this process's framework has the assembly, and not an older one than is wanted.</summary>
    public static bool HasCore(AssemblyName name)
    {
        string path = Path.Combine(s_core, name.Name + ".dll");
        return File.Exists(path) && (name.Version is not { } wanted || AssemblyName.GetAssemblyName(path).Version >= wanted);
    }

    /// <summary>The assembly in another framework of the same major version; null when there is none.</summary>
    public static string? FindOther(AssemblyName name)
    {
        DirectoryInfo? core = Directory.GetParent(Path.TrimEndingDirectorySeparator(s_core));
        if (core?.Parent is not { Exists: true } shared) { return null; }

        return shared.EnumerateDirectories().Where(d => d.Name != core.Name)
            .SelectMany(d => d.EnumerateDirectories())
            .Where(d => Version.TryParse(d.Name, out Version? version) && version.Major == Environment.Version.Major)
            .OrderByDescending(d => Version.Parse(d.Name))
            .Select(d => Path.Combine(d.FullName, name.Name + ".dll"))
            .FirstOrDefault(File.Exists);
    }
}
