using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Manifests;

/// <summary>Reads the manifest that the build wrote.</summary>
public static class ManifestFile
{
    /// <summary>Reads a manifest.</summary>
    /// <exception cref="LlmEvalException">LLM3011: it is missing, damaged or of another format.</exception>
    public static Manifest Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            int version = root.GetProperty("formatVersion").GetInt32();
            if (version != Manifest.FormatVersion)
            {
                throw Bad(path, $"it has the format {version} and this engine reads {Manifest.FormatVersion}; package and tool must have the same version", null);
            }

            string project = FullPath(root, "project");
            return new Manifest
            {
                Project = project,
                ProjectDirectory = FullPath(root, "projectDirectory"),
                ProjectName = Text(root, "projectName"),
                OutputDirectory = FullPath(root, "outputDirectory"),
                IsContinuousIntegration = root.GetProperty("isContinuousIntegration").GetBoolean(),
                Settings = Texts(root.GetProperty("settings")),
                Prompts = Items(root, "prompts", project, areFiles: true),
                Models = Items(root, "models", project, areFiles: false),
                Suites = Items(root, "suites", project, areFiles: true),
                Baselines = Items(root, "baselines", project, areFiles: true),
                Evaluators = Evaluators(root, project),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Bad(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString() is { Length: > 0 } text ? text
        : throw new FormatException($"'{key}' has no value");

    private static string FullPath(JsonElement element, string key) => Path.IsPathFullyQualified(Text(element, key)) ? Text(element, key)
        : throw new FormatException($"'{key}' must be a full path, not '{Text(element, key)}'");

    private static ManifestItem[] Items(JsonElement root, string kind, string project, bool areFiles)
    {
        if (!root.TryGetProperty(kind, out JsonElement list)) { return []; }

        return [.. list.EnumerateArray().Select(item =>
        {
            string? path = areFiles ? FullPath(item, "path") : null;
            string? name = item.TryGetProperty("name", out JsonElement n) ? n.GetString() : null;
            Dictionary<string, string> metadata = item.TryGetProperty("metadata", out JsonElement m)
                ? Texts(m) : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (item.TryGetProperty("provider", out JsonElement provider)) { metadata["Provider"] = provider.GetString() ?? string.Empty; }

            return new ManifestItem
            {
                Name = name ?? Path.GetFileNameWithoutExtension(path) ?? string.Empty,
                Path = path,
                Location = new Location(path ?? project),
                Metadata = metadata,
            };
        })];
    }

    /// <summary>They are files, but a mistake is the project's: nobody reads an assembly.</summary>
    private static ManifestItem[] Evaluators(JsonElement root, string project) =>
    [
        .. Items(root, "evaluators", project, areFiles: false).Zip(
            root.TryGetProperty("evaluators", out JsonElement list) ? list.EnumerateArray() : default,
            (item, element) => item with
            {
                Path = element.TryGetProperty("path", out _) ? FullPath(element, "path") : null,
                Location = new Location(element.TryGetProperty("location", out JsonElement said) && said.GetString() is { Length: > 0 } file ? file : project),
            }),
    ];

    private static Dictionary<string, string> Texts(JsonElement mapping)
    {
        Dictionary<string, string> texts = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty entry in mapping.EnumerateObject()) { texts[entry.Name] = entry.Value.GetString() ?? string.Empty; }

        return texts;
    }

    private static LlmEvalException Bad(string path, string cause, Exception? inner) => new(
        Diagnostics.BadManifest.At(new Location(path), $"The manifest cannot be read: {cause}. Build the project again to write it anew."), inner);
}
