using System.Text.Json;

namespace LlmEval.Assemblies.Closure;

/// <summary>A <c>.deps.json</c>: the libraries that an assembly was built with, and who needs whom.</summary>
internal sealed class DependencyFile
{
    private readonly Dictionary<string, DependencyLibrary> _libraries;

    private DependencyFile(IEnumerable<DependencyLibrary> libraries) =>
        _libraries = libraries.DistinctBy(l => l.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(l => l.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<DependencyLibrary> Libraries => _libraries.Values;

    /// <exception cref="FormatException">It is no list of dependencies.</exception>
    public static DependencyFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            JsonElement root = document.RootElement;
            JsonElement runtime = root.GetProperty("runtimeTarget");
            string target = (runtime.ValueKind == JsonValueKind.String ? runtime : runtime.GetProperty("name")).GetString()!;
            JsonElement known = root.GetProperty("libraries");
            return new DependencyFile([.. root.GetProperty("targets").GetProperty(target).EnumerateObject().Select(l => DependencyLibrary.Read(l, known))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"'{Path.GetFileName(path)}' is no list of dependencies: {e.Message}", e);
        }
    }

    /// <summary>The library that is <paramref name="entry"/>, and what it needs other than through the engine's own packages.</summary>
    public List<DependencyLibrary> Own(string entry)
    {
        List<DependencyLibrary> own = [];
        DependencyLibrary? root = _libraries.Values.FirstOrDefault(l => l.Files.Any(f => f.Name == entry)) ?? _libraries.Values.FirstOrDefault();
        if (root is not null) { own.Add(root); }

        for (int i = 0; i < own.Count; i++)
        {
            foreach (string name in own[i].Dependencies)
            {
                if (!SharedAssemblies.IsShared(name) && _libraries.TryGetValue(name, out DependencyLibrary? needed) && !own.Contains(needed)) { own.Add(needed); }
            }
        }

        return own;
    }
}
