using System.Reflection;

namespace LlmEval.Assemblies.Targets;

/// <summary>What is asked in an assembly.</summary>
/// <param name="Type">The class.</param>
/// <param name="Method">The method that answers; null when the class is a chat client.</param>
/// <param name="Before">Methods that are called before a sample.</param>
/// <param name="After">Methods that are called after a sample.</param>
internal sealed record CodeTarget(Type Type, MethodInfo? Method, IReadOnlyList<MethodInfo> Before, IReadOnlyList<MethodInfo> After)
{
    /// <summary>Class and method, as the key of answers and messages have it.</summary>
    public string Name => Method is null ? Type.FullName! : $"{Type.FullName}.{Method.Name}";

    /// <summary>Whether it says when samples begin or end, so that it seems to keep state.</summary>
    public bool HasHooks => Before.Count + After.Count > 0;

    /// <summary>Whether an object is needed: a chat client, or any method that is not static.</summary>
    public bool NeedsInstance => Method is null || Before.Concat(After).Append(Method).Any(m => !m.IsStatic);
}
