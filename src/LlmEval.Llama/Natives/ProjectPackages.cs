using System.Text.Json;

namespace LlmEval.Llama.Natives;

/// <summary>The native packages that a project references, from the file that NuGet's restore writes.</summary>
internal static class ProjectPackages
{
    private const string Prefix = "LLamaSharp.Backend.";

    /// <summary>Folders of all resolved <c>LLamaSharp.Backend.*</c> packages, those for GPUs first; empty when there is none or no file.</summary>
    public static IReadOnlyList<string> Backends(string? assetsFile)
    {
        if (assetsFile is null || !File.Exists(assetsFile)) { return []; }

        try
        {
            using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
            if (!assets.RootElement.TryGetProperty("libraries", out JsonElement libraries)
                || !assets.RootElement.TryGetProperty("packageFolders", out JsonElement roots))
            {
                return [];
            }

            string[] folders = [.. roots.EnumerateObject().Select(r => r.Name)];
            return
            [
                .. libraries.EnumerateObject()
                    .Where(l => l.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(l => l.Name.StartsWith(Prefix + "Cpu", StringComparison.OrdinalIgnoreCase)).ThenBy(l => l.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(l => l.Value.TryGetProperty("path", out JsonElement path) ? path.GetString() : null)
                    .OfType<string>()
                    .Select(path => folders.Select(f => Path.Combine(f, path.Replace('/', Path.DirectorySeparatorChar))).FirstOrDefault(Directory.Exists))
                    .OfType<string>(),
            ];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return []; // restore is writing it, or it is of another format: then there are no packages to be had
        }
    }
}
