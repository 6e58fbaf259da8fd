using System.Text.Json;

namespace LlmEval.Assemblies.Closure;

/// <summary>Where packages are restored to: what the project's restore says, what the environment says, the user's own folder.</summary>
internal static class PackageFolders
{
    public static IReadOnlyList<string> Of(string? assetsFile)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return [.. Restored(assetsFile)
            .Append(Environment.GetEnvironmentVariable("NUGET_PACKAGES"))
            .Append(home.Length == 0 ? null : Path.Combine(home, ".nuget", "packages"))
            .OfType<string>().Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    private static List<string?> Restored(string? assetsFile)
    {
        if (assetsFile is null || !File.Exists(assetsFile)) { return []; }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
            return document.RootElement.TryGetProperty("packageFolders", out JsonElement folders) && folders.ValueKind == JsonValueKind.Object
                ? [.. folders.EnumerateObject().Select(f => f.Name)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return []; // a restore that is under way: the other folders remain
        }
    }
}
