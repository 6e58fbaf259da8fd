using System.Reflection;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Assemblies;

/// <summary>The only assemblies that engine and user's code have in common: those whose types pass between them.</summary>
internal static class SharedAssemblies
{
    private static readonly Dictionary<string, Assembly> s_shared = new[] { typeof(EvalTargetAttribute).Assembly, typeof(IChatClient).Assembly }
        .ToDictionary(a => a.GetName().Name!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an assembly or package of this name is shared.</summary>
    public static bool IsShared(string name) => s_shared.ContainsKey(name);

    /// <summary>The engine's own assembly of this name; null for one that is not shared.</summary>
    public static Assembly? Find(AssemblyName name) => name.Name is { } simple && s_shared.TryGetValue(simple, out Assembly? shared) ? shared : null;

    /// <summary>Why the engine's assembly does not do for who asks for <paramref name="wanted"/>, in two sentences; null when it does.</summary>
    public static string? Mismatch(string who, AssemblyName wanted)
    {
        if (Find(wanted) is not { } shared || wanted.Version is not { } version || shared.GetName().Version is not { } own || version <= own) { return null; }

        return $"{who} is built against {wanted.Name} {version.ToString(3)}, which is newer than the {own.ToString(3)} of this engine. "
            + $"Update the package LlmEval and the tool, or let the project reference {wanted.Name} {own.ToString(3)}.";
    }
}
