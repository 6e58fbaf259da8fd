using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>The folder of the response cache.</summary>
public static class CacheLocation
{
    /// <summary>The variable that names it.</summary>
    public const string Variable = "LLMEVAL_CACHE_DIR";

    /// <summary>The build property that names it; wins over the variable.</summary>
    public const string Property = "LlmEvalCacheDirectory";

    /// <summary>The property, else the variable, else <c>cache</c> in the folder of <see cref="HomeLocation"/>.</summary>
    /// <param name="property">The value of <see cref="Property"/>; null or empty when it is not set. A relative path starts at the current folder.</param>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <param name="localApplicationData">See <see cref="HomeLocation.Resolve"/>.</param>
    /// <returns>A full path; the folder need not exist.</returns>
    /// <exception cref="LlmEvalException">No folder is known (LLM3007).</exception>
    public static string Resolve(string? property, Func<string, string?> environment, string? localApplicationData = null)
    {
        if (!string.IsNullOrEmpty(property)) { return Path.GetFullPath(property); }
        return environment(Variable) is { Length: > 0 } directory
            ? Path.GetFullPath(directory)
            : Path.Combine(HomeLocation.Resolve(environment, localApplicationData), "cache");
    }
}
