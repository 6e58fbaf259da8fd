using System.Reflection;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Models;
using Microsoft.Extensions.AI;

namespace LlmEval.Assemblies.Targets;

/// <summary>Finds the class and method that an item means, and checks how they are declared. Runs nothing of them.</summary>
/// <param name="model">The item.</param>
/// <param name="options">What it says.</param>
internal sealed class TargetFinder(ModelSpec model, AssemblyOptions options)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private string File => Path.GetFileName(options.Path);

    /// <summary>Finds it.</summary>
    /// <exception cref="LlmEvalException">There is none, there are several, or it cannot be called.</exception>
    public CodeTarget Find(Assembly assembly)
    {
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            if (SharedAssemblies.Mismatch($"'{File}' of the model '{model.Name}'", reference) is { } mismatch) { throw Wrong(Diagnostics.BadModelFile, mismatch); }
        }

        (Type[] types, string? missing) = Types(assembly);
        Type[] meant = options.Type is { } name ? [.. types.Where(t => t.FullName?.Replace('+', '.') == name.Replace('+', '.') || t.Name == name)] : types;
        if (meant.Length == 0)
        {
            throw Wrong(Diagnostics.UnknownName, MappingReader.UnknownWord(
                $"There is no class '{options.Type}' in '{File}' of the model '{model.Name}'", options.Type!,
                types.Where(t => t.IsClass && !t.Name.Contains('<', StringComparison.Ordinal)).Select(t => t.FullName!)) + missing);
        }

        MethodInfo[] methods = [.. meant.SelectMany(t => t.GetMethods(Declared)).Where(m => m.IsDefined(typeof(EvalTargetAttribute), inherit: false))];
        if (options.Method is { } method) { methods = [.. methods.Where(m => m.Name == method)]; }

        if (methods is [var only]) { return Checked(only.DeclaringType!, only); }

        if (methods.Length > 1) { throw Several(methods.Select(m => $"{m.DeclaringType!.FullName}.{m.Name}"), "[EvalTarget]"); }

        Type[] clients = options.Method is not null ? [] : [.. meant.Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IChatClient).IsAssignableFrom(t))];
        return clients switch
        {
            [var client] => Checked(client, null),
            [] => throw Wrong(Diagnostics.UnknownName,
                $"'{File}' has nothing that the model '{model.Name}' could ask{Where()}. Mark a method with [EvalTarget], or implement IChatClient.{missing}"),
            _ => throw Several(clients.Select(t => t.FullName!), "IChatClient"),
        };
    }

    private string Where() => (options.Type, options.Method) switch
    {
        (null, null) => string.Empty,
        ({ } type, null) => $" in the class '{type}'",
        (null, { } method) => $" named '{method}'",
        var (type, method) => $" named '{method}' in the class '{type}'",
    };

    private static (Type[] Types, string? Missing) Types(Assembly assembly)
    {
        try { return (assembly.GetTypes(), null); }
        catch (ReflectionTypeLoadException e)
        {
            return ([.. e.Types.OfType<Type>()], $" Some of its classes cannot be loaded: {e.LoaderExceptions.OfType<Exception>().FirstOrDefault()?.Message.ReplaceLineEndings(" ")}");
        }
    }

    private CodeTarget Checked(Type type, MethodInfo? method)
    {
        if (type.ContainsGenericParameters || method is { ContainsGenericParameters: true })
        {
            throw Wrong(Diagnostics.BadValue, $"'{type.FullName}{(method is null ? "" : "." + method.Name)}' of the model '{model.Name}' is generic, so that it cannot be called. Make it concrete.");
        }

        if (method is not null && TargetCall.Mistake(method) is { } mistake) { throw Wrong(Diagnostics.BadValue, $"The model '{model.Name}' cannot ask '{type.FullName}.{method.Name}': {mistake}"); }

        CodeTarget target = new(type, method, Hooks(type, typeof(BeforeCaseAttribute)), Hooks(type, typeof(AfterCaseAttribute)));
        foreach (MethodInfo hook in target.Before.Concat(target.After))
        {
            if (HookCall.Mistake(hook) is { } wrong) { throw Wrong(Diagnostics.BadValue, $"The model '{model.Name}' cannot call '{type.FullName}.{hook.Name}': {wrong}"); }
        }

        if (target.NeedsInstance && (type.IsAbstract || type.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, []) is null))
        {
            throw Wrong(Diagnostics.BadValue,
                $"The class '{type.FullName}' of the model '{model.Name}' {(type.IsAbstract ? "is abstract" : "has no constructor without parameters")}. Give it one that sets up what it needs, or make the method static.");
        }

        return target;
    }

    /// <summary>Those of base classes come first.</summary>
    private static List<MethodInfo> Hooks(Type type, Type attribute)
    {
        List<MethodInfo> hooks = [];
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            hooks.InsertRange(0, level.GetMethods(Declared).Where(m => m.IsDefined(attribute, inherit: false)).OrderBy(m => m.Name, StringComparer.Ordinal));
        }

        return hooks;
    }

    private LlmEvalException Several(IEnumerable<string> names, string what) => Wrong(Diagnostics.MissingKey,
        $"'{File}' has several targets ({what}): {string.Join(", ", names.Order(StringComparer.Ordinal))}. Say which one the model '{model.Name}' means with Type and Method.");

    private LlmEvalException Wrong(DiagnosticDescriptor descriptor, string message) => new(descriptor.At(model.Location, message));
}
