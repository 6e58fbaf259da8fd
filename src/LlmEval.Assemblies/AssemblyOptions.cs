using System.Globalization;
using LlmEval.Model;
using LlmEval.Models;

namespace LlmEval.Assemblies;

/// <summary>What a model item of this provider says.</summary>
internal sealed record AssemblyOptions
{
    public static readonly IReadOnlyCollection<string> Names = ["Project", "Type", "Method", "Inputs", "Deterministic", "MaxConcurrency"];

    /// <summary>Full path of the assembly.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the class, with or without its namespace; null when the assembly has only one target.</summary>
    public string? Type { get; init; }

    /// <summary>Name of the method; null when the class has only one target.</summary>
    public string? Method { get; init; }

    /// <summary>Files and folders whose content decides answers too, full paths.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Whether the same case always gives the same answer, so that one sample a case says all.</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>How many cases at once; null for the default.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Reads the item; mistakes are reported, and null means that it names no assembly.</summary>
    public static AssemblyOptions? Read(ModelSpec model, string projectDirectory, DiagnosticBag diagnostics)
    {
        bool? deterministic = model["Deterministic"] is not { } said ? false : bool.TryParse(said, out bool flag) ? flag : null;
        if (deterministic is null) { Wrong("Deterministic", "true or false", model["Deterministic"]!); }

        int? concurrency = null;
        if (model["MaxConcurrency"] is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int many) && many is >= 1 and <= 1000) { concurrency = many; }
            else { Wrong("MaxConcurrency", "a whole number from 1 to 1000", text); }
        }

        if (model["Path"] is not { } path)
        {
            diagnostics.Add(Diagnostics.MissingKey, model.Location, model["Project"] is { } project
                ? $"The project '{project}' of the model '{model.Name}' has no single output. Say Path, the assembly that it builds."
                : $"The model '{model.Name}' (Assembly) needs Path, the assembly to ask: the project itself has several target frameworks, so that its own is not meant.");
            return null;
        }

        return new AssemblyOptions
        {
            Path = System.IO.Path.GetFullPath(path, projectDirectory),
            Type = model["Type"],
            Method = model["Method"],
            Inputs = [.. (model["Inputs"] ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(i => System.IO.Path.GetFullPath(i.Replace('\\', '/'), projectDirectory))],
            IsDeterministic = deterministic ?? false,
            MaxConcurrency = concurrency,
        };

        void Wrong(string key, string expected, string value) => diagnostics.Add(
            Diagnostics.BadValue, model.Location, $"{key} of the model '{model.Name}' must be {expected}, not '{value}'.");
    }

    /// <summary>Reads an item that was checked before.</summary>
    public static AssemblyOptions Require(ModelSpec model, string projectDirectory)
    {
        DiagnosticBag diagnostics = new();
        return Read(model, projectDirectory, diagnostics) is { } options && !diagnostics.HasErrors ? options : throw new LlmEvalException(diagnostics.Items[0]);
    }
}
