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

            string project = root.GetProperty("project").GetString()!;
            return new Manifest
            {
                Project = project,
                ProjectDirectory = root.GetProperty("projectDirectory").GetString()!,
                ProjectName = root.GetProperty("projectName").GetString()!,
                OutputDirectory = root.GetProperty("outputDirectory").GetString()!,
                IsContinuousIntegration = root.GetProperty("isContinuousIntegration").GetBoolean(),
                Settings = Texts(root.GetProperty("settings")),
                Prompts = Items(root, "prompts", project),
                Models = Items(root, "models", project),
                Suites = Items(root, "suites", project),
                Baselines = Items(root, "baselines", project),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Bad(path, e.Message, e);
        }
    }

    private static ManifestItem[] Items(JsonElement root, string kind, string project)
    {
        if (!root.TryGetProperty(kind, out JsonElement list)) { return []; }

        return [.. list.EnumerateArray().Select(item =>
        {
            string? path = item.TryGetProperty("path", out JsonElement p) ? p.GetString() : null;
            string? name = item.TryGetProperty("name", out JsonElement n) ? n.GetString() : null;
            Dictionary<string, string> metadata = item.TryGetProperty("metadata", out JsonElement m)
                ? Texts(m) : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (item.TryGetProperty("provider", out JsonElement provider)) { metadata["Provider"] = provider.GetString()!; }

            return new ManifestItem
            {
                Name = name ?? Path.GetFileNameWithoutExtension(path) ?? string.Empty,
                Path = path,
                Location = new Location(path ?? project),
                Metadata = metadata,
            };
        })];
    }

    private static Dictionary<string, string> Texts(JsonElement mapping)
    {
        Dictionary<string, string> texts = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty entry in mapping.EnumerateObject()) { texts[entry.Name] = entry.Value.GetString() ?? string.Empty; }

        return texts;
    }

    private static LlmEvalException Bad(string path, string cause, Exception? inner) => new(
        Diagnostics.BadManifest.At(new Location(path), $"The manifest cannot be read: {cause}. Build the project again to write it anew."), inner);
}
