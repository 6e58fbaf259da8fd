using LlmEval.Model;

namespace LlmEval.Caching;

/// <summary>The per-user folder of native libraries, leases and remembered hashes.</summary>
public static class HomeLocation
{
    /// <summary>The variable that names it.</summary>
    public const string Variable = "LLMEVAL_HOME";

    /// <summary>
    /// <c>LLMEVAL_HOME</c>, else <c>llmeval</c> in the platform's local application data (on Unix <c>XDG_DATA_HOME</c> or <c>~/.local/share</c>).
    /// </summary>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <param name="localApplicationData">The platform's folder; asked of the platform when null.</param>
    /// <returns>A full path; the folder need not exist.</returns>
    /// <exception cref="LlmEvalException">Neither is known (LLM3007).</exception>
    public static string Resolve(Func<string, string?> environment, string? localApplicationData = null)
    {
        if (environment(Variable) is { Length: > 0 } home) { return Path.GetFullPath(home); }

        string data = localApplicationData
            ?? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(Path.GetFullPath(data), "llmeval")
            : throw new LlmEvalException(Diagnostics.CacheUnwritable.At(
                Location.None,
                $"There is no folder for the user's data on this machine (no home folder). Name one in {Variable}."));
    }
}
