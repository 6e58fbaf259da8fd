using System.Text.Json;

namespace LlmEval.Assemblies.Closure;

/// <summary>A package or project in a <c>.deps.json</c>.</summary>
internal sealed record DependencyLibrary
{
    public required string Name { get; init; }

    /// <summary>Names of the libraries that it needs.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<DependencyAsset> Files { get; init; }

    /// <summary>Whether a project builds it.</summary>
    public required bool IsProject { get; init; }

    /// <summary>Its folder below a folder of packages, or null.</summary>
    public required string? PackagePath { get; init; }

    public static DependencyLibrary Read(JsonProperty library, JsonElement known)
    {
        known.TryGetProperty(library.Name, out JsonElement about);
        return new DependencyLibrary
        {
            Name = library.Name.Split('/')[0],
            Dependencies = [.. Members(library.Value, "dependencies").Select(d => d.Name)],
            Files =
            [
                .. Members(library.Value, "runtime").Select(f => new DependencyAsset(f.Name, Path.GetFileName(f.Name), true, null)),
                .. Members(library.Value, "native").Select(f => new DependencyAsset(f.Name, Path.GetFileName(f.Name), false, null)),
                .. Members(library.Value, "resources").Select(f => new DependencyAsset(f.Name, $"{Text(f.Value, "locale")}/{Path.GetFileName(f.Name)}", true, null)),
                .. Members(library.Value, "runtimeTargets").Select(f => new DependencyAsset(f.Name, f.Name, Text(f.Value, "assetType") == "runtime", Text(f.Value, "rid"))),
            ],
            IsProject = about.ValueKind == JsonValueKind.Object && Text(about, "type") == "project",
            PackagePath = about.ValueKind == JsonValueKind.Object ? Text(about, "path") : null,
        };
    }

    /// <summary>Its files where they are: in the output folder, else where packages are restored to.</summary>
    public IEnumerable<CodeAsset> Assets(string folder, IReadOnlyList<string> packageFolders) =>
        Files.Where(f => Path.GetFileName(f.Name) != "_._")
            .Select(f => new CodeAsset(f.Name, Find(f, folder, packageFolders), f.IsManaged, IsProject, f.Runtime));

    private string? Find(DependencyAsset file, string folder, IReadOnlyList<string> packageFolders)
    {
        string local = Path.Combine(folder, file.Name);
        if (File.Exists(local)) { return local; }

        return PackagePath is null ? null : packageFolders.Select(p => Path.Combine(p, PackagePath, file.Path)).FirstOrDefault(File.Exists);
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}

/// <summary>A file of a library.</summary>
/// <param name="Path">Where it is in its package.</param>
/// <param name="Name">Where it is in an output folder.</param>
/// <param name="IsManaged">Whether it is an assembly.</param>
/// <param name="Runtime">The platform it is for, null for all.</param>
internal sealed record DependencyAsset(string Path, string Name, bool IsManaged, string? Runtime);
