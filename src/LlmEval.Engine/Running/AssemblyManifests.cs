using System.Reflection;
using System.Text.Json;
using LlmEval.Manifests;
using LlmEval.Model;

namespace LlmEval.Engine;

/// <summary>The list of manifests that the build writes beside a test assembly: its own project's, then those of referenced projects.</summary>
internal static class AssemblyManifests
{
    private const int FormatVersion = 1;

    /// <summary>Full paths of the manifests.</summary>
    /// <exception cref="LlmEvalException">LLM3011: the list is missing, damaged or of another format.</exception>
    public static IReadOnlyList<string> Of(Assembly assembly) =>
        Read(Path.Combine(assembly.Location.Length > 0 ? Path.GetDirectoryName(assembly.Location)! : AppContext.BaseDirectory, assembly.GetName().Name + ".llmeval.json"));

    /// <summary>Full paths of the manifests.</summary>
    /// <param name="path">The list.</param>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            int version = root.GetProperty("formatVersion").GetInt32();
            return version == FormatVersion ? [.. root.GetProperty("manifests").EnumerateArray().Select(m => m.GetString() ?? throw new FormatException("a manifest has no path"))]
                : throw new FormatException(FormattableString.Invariant($"it has the format {version} and this engine reads {FormatVersion}; all packages of LlmEval must have the same version"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LlmEvalException(Diagnostics.BadManifest.At(new Location(path),
                "There is no list of suites beside the test assembly. Reference the package LlmEval in the test project, or the project with the suites, and build again."), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LlmEvalException(Diagnostics.BadManifest.At(new Location(path), $"The list of manifests cannot be read: {e.Message.TrimEnd('.')}. Build the test project again to write it anew."), e);
        }
    }

    /// <summary>Reads manifests, each once.</summary>
    public static IReadOnlyList<Manifest> Load(IEnumerable<string> paths) => [.. paths.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Select(ManifestFile.Read)];
}
