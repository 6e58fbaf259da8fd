using System.Reflection;

namespace LlmEval.Build.Tests.Sandbox;

/// <summary>Where this repository and what it built lie.</summary>
internal static class Repository
{
    /// <summary>Full path of the root.</summary>
    public static string Root { get; } = Metadata("RepoRoot");

    /// <summary><c>Debug</c> or <c>Release</c>: that of the tests.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>Full path of the stand-in engine.</summary>
    public static string FakeEngine { get; } = Path.Combine(Root, "artifacts", "bin", "LlmEval.FakeEngine", Configuration.ToLowerInvariant(), "llmeval.dll");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
