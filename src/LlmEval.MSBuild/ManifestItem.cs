using Microsoft.Build.Framework;

namespace LlmEval.MSBuild;

/// <summary>An item as it goes into the manifest: its metadata are those that people write, with full paths.</summary>
internal sealed class ManifestItem
{
    // What an IDE puts on items to show them, and what names their test class; no business of the engine.
    private static readonly HashSet<string> s_ofTheIde = new(StringComparer.OrdinalIgnoreCase) { "DependentUpon", "Visible", "Link", "SubType", "InProject", "TestClass" };

    private static readonly HashSet<string> s_paths = new(StringComparer.OrdinalIgnoreCase) { "Path" };

    private SortedDictionary<string, string>? _metadata;

    private ManifestItem(string name, string path)
    {
        Name = name;
        Path = path;
    }

    /// <summary>The item as written: a model's name, a file's path.</summary>
    public string Name { get; }

    /// <summary>The item's full path, for items that are files.</summary>
    public string Path { get; }

    /// <summary>Full path of the project file that declares the item; of named items only.</summary>
    public string Location { get; private set; } = string.Empty;

    /// <summary>Metadata that are not empty, sorted by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata => _metadata ?? Enumerable.Empty<KeyValuePair<string, string>>();

    /// <summary>The value of a metadatum, or null when it is absent or empty.</summary>
    public string? this[string metadatum]
    {
        get => _metadata is not null && _metadata.TryGetValue(metadatum, out string? value) ? value : null;
        private set => (_metadata ??= new(StringComparer.OrdinalIgnoreCase))[metadatum] = value!;
    }

    /// <summary>A prompt's name: the metadatum <c>Name</c>, else the file's name without its ending.</summary>
    public string PromptName => this["Name"] ?? PromptItemName.Of(Path);

    /// <summary>Reads items that name something, sorted by that name; two of one name stay two, the engine says what is wrong.</summary>
    public static List<ManifestItem> Named(ITaskItem[] items, string projectDirectory) =>
        [.. items.Select(i => Read(i, projectDirectory, withLocation: true)).OrderBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>
    /// Reads items that are files, sorted by path. A file that is listed twice, by the default globs and by the project, is one item;
    /// what the later one says wins.
    /// </summary>
    public static List<ManifestItem> Files(ITaskItem[] items, string projectDirectory)
    {
        var byPath = new Dictionary<string, ManifestItem>(StringComparer.Ordinal);
        foreach (ManifestItem item in items.Select(i => Read(i, projectDirectory, withLocation: false)))
        {
            if (!byPath.TryGetValue(item.Path, out ManifestItem? earlier))
            {
                byPath.Add(item.Path, item);
                continue;
            }

            foreach (KeyValuePair<string, string> pair in item.Metadata) { earlier[pair.Key] = pair.Value; }
        }

        return [.. byPath.Values.OrderBy(i => i.Path, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Reads items that are assemblies: the metadatum <c>Path</c>, else, without a <c>Project</c>, the item itself. Sorted by name; an assembly that is listed twice is
    /// one item.
    /// </summary>
    public static List<ManifestItem> Assemblies(ITaskItem[] items, string projectDirectory) =>
    [
        .. Named(items, projectDirectory)
            .Select(i => new ManifestItem(i.Name, i["Path"] ?? (i["Project"] is null ? i.Path : string.Empty)) { Location = i.Location, _metadata = i._metadata })
            .GroupBy(i => i.Path.Length > 0 ? i.Path : "\0" + i.Name, StringComparer.Ordinal).Select(g => g.First()),
    ];

    private static ManifestItem Read(ITaskItem item, string projectDirectory, bool withLocation)
    {
        var read = new ManifestItem(item.ItemSpec, FullPath(item.ItemSpec, projectDirectory));
        if (withLocation) { read.Location = item.GetMetadata("DefiningProjectFullPath"); }
        foreach (System.Collections.DictionaryEntry pair in item.CloneCustomMetadata())
        {
            string name = (string)pair.Key;
            string value = (string?)pair.Value ?? string.Empty;
            if (value.Length == 0 || s_ofTheIde.Contains(name)) { continue; }
            read[name] = s_paths.Contains(name) ? FullPath(value, projectDirectory) : value;
        }

        return read;
    }

    /// <summary>Resolves against the project's directory, never the process's: MSBuild may build many projects at once.</summary>
    internal static string FullPath(string path, string projectDirectory) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(projectDirectory, System.IO.Path.DirectorySeparatorChar == '/' ? path.Replace('\\', '/') : path));
}
