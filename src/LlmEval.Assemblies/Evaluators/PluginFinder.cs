using System.Reflection;
using LlmEval.Scoring;

namespace LlmEval.Assemblies.Evaluators;

/// <summary>Finds the plug-ins of an assembly. Runs nothing of it.</summary>
internal static class PluginFinder
{
    /// <summary>The classes, sorted by name; empty with the reason and the mend when there are none that can be made.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="file">Its name, for the reason.</param>
    /// <param name="trouble">Why there are none.</param>
    public static IReadOnlyList<Type> Find(Assembly assembly, string file, out string? trouble)
    {
        trouble = WrongBuild(assembly, file);
        if (trouble is not null) { return []; }

        string missing = string.Empty;
        Type[] types;
        try { types = assembly.GetTypes(); }
        catch (ReflectionTypeLoadException e)
        {
            types = [.. e.Types.OfType<Type>()];
            missing = $" Some of its classes cannot be loaded: {e.LoaderExceptions.OfType<Exception>().FirstOrDefault()?.Message.ReplaceLineEndings(" ")}";
        }

        Type[] meant = [.. types.Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IEvaluatorPlugin).IsAssignableFrom(t)).OrderBy(t => t.FullName, StringComparer.Ordinal)];
        // A class that cannot be loaded may be the one that is meant: without it checks would be unknown for no reason that one could see.
        if (meant.Length == 0 || missing.Length > 0)
        {
            trouble = meant.Length == 0 ? $"it has no class that implements {nameof(IEvaluatorPlugin)}. Add one with a public constructor without parameters.{missing}" : missing.Trim();
            return [];
        }

        if (meant.FirstOrDefault(t => !t.IsVisible || t.ContainsGenericParameters || t.GetConstructor([]) is null) is { } hidden)
        {
            trouble = $"its class '{hidden.FullName}' cannot be made. Make it public, not generic, with a public constructor without parameters.";
            return [];
        }

        return meant;
    }

    private static string? WrongBuild(Assembly assembly, string file)
    {
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            if (reference is { Name: "System.Runtime", Version: { } runtime } && runtime.Major > Environment.Version.Major)
            {
                return $"it is built for .NET {runtime.Major}, and this engine runs on .NET {Environment.Version.Major}. Let its project target net{Environment.Version.Major}.0.";
            }

            if (SharedAssemblies.Mismatch($"'{file}'", reference) is { } mismatch) { return mismatch; }
        }

        return null;
    }
}
