using System.Reflection;
using LlmEval.Suites;

namespace LlmEval.Assemblies.Targets;

/// <summary>Calls a method that resets state around a sample.</summary>
internal static class HookCall
{
    /// <summary>What is wrong with how it is declared, and what is expected; null when it can be called.</summary>
    public static string? Mistake(MethodInfo method)
    {
        bool fits = method.GetParameters().All(p => p.ParameterType == typeof(EvalCase) || p.ParameterType == typeof(CancellationToken))
            && (method.ReturnType == typeof(void) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(ValueTask))
            && !method.ContainsGenericParameters;
        return fits ? null : "a [BeforeCase] or [AfterCase] method takes EvalCase, CancellationToken, both or neither, and returns void, Task or ValueTask.";
    }

    /// <summary>Calls it.</summary>
    public static async Task InvokeAsync(MethodInfo method, object? instance, EvalCase testCase, CancellationToken cancellationToken)
    {
        object[] arguments = [.. method.GetParameters().Select(p => p.ParameterType == typeof(EvalCase) ? testCase : (object)cancellationToken)];
        switch (method.Invoke(method.IsStatic ? null : instance, BindingFlags.DoNotWrapExceptions, null, arguments, null))
        {
            case Task task: await task.ConfigureAwait(false); break;
            case ValueTask task: await task.ConfigureAwait(false); break;
        }
    }
}
