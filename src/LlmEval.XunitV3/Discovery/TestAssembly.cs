using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using LlmEval.Engine;
using LlmEval.Listing;
using Xunit;
using Xunit.v3;

namespace LlmEval.XunitV3.Discovery;

/// <summary>What this process knows of a test assembly: its suites, listed when first asked for, and the runner that evaluates them. One for each assembly.</summary>
internal sealed class TestAssembly
{
    private static readonly ConcurrentDictionary<Assembly, TestAssembly> s_known = new();

    private readonly Lazy<LlmEvalRunner> _runner;
    private readonly Lazy<SuiteClaims> _claims;
    private readonly Lazy<Dictionary<string, ListedSuite>> _byKey;
    private readonly Lazy<Dictionary<ListedSuite, string>> _keys;

    private TestAssembly(Assembly assembly)
    {
        Assembly = assembly;
        _runner = new(() => LlmEvalRunner.ForAssembly(assembly));
        _claims = new(() => new SuiteClaims(this));
        _keys = new(() => Runner.Suites.ToDictionary(s => s, MakeKey, ReferenceEqualityComparer.Instance as IEqualityComparer<ListedSuite>));
        _byKey = new(() => _keys.Value.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal));
    }

    /// <summary>The assembly.</summary>
    public Assembly Assembly { get; }

    /// <summary>What evaluates its suites.</summary>
    public LlmEvalRunner Runner => _runner.Value;

    /// <summary>Whether somebody asked for the runner yet.</summary>
    public bool HasRunner => _runner.IsValueCreated;

    /// <summary>Which theory has the tests of which suite.</summary>
    public SuiteClaims Claims => _claims.Value;

    /// <summary>That of an assembly.</summary>
    public static TestAssembly Of(Assembly assembly) => s_known.GetOrAdd(assembly, a => new TestAssembly(a));

    /// <summary>That of the test that runs now; where none does, of the program, which a test project of xunit.v3 is.</summary>
    public static TestAssembly Current() => Of(
        (TestContext.Current.TestClass as IXunitTestClass)?.Class.Assembly
        ?? (TestContext.Current.TestAssembly as IXunitTestAssembly)?.Assembly
        ?? Assembly.GetEntryAssembly()
        ?? throw new InvalidOperationException("No test runs now, so that it is unknown which suites are meant."));

    /// <summary>Forgets a runner that was disposed of.</summary>
    public static void Forget(TestAssembly assembly) => s_known.TryRemove(KeyValuePair.Create(assembly.Assembly, assembly));

    /// <summary>The suite of a name or path; the error of another one lists the names.</summary>
    public ListedSuite Find(string nameOrPath) =>
        _byKey.Value.TryGetValue(nameOrPath, out ListedSuite? suite) ? suite : Runner.Suite(nameOrPath);

    /// <summary>
    /// What a test serializes of its suite, and what the runner knows it by: its name; where suites of several projects share it, the path relative to the output folder's project, which
    /// is the same wherever the repository lies.
    /// </summary>
    public string KeyOf(ListedSuite suite) => _keys.Value.TryGetValue(suite, out string? key) ? key : suite.Name;

    /// <summary>Full paths of the manifests that the build names beside the assembly.</summary>
    public IEnumerable<string> Manifests()
    {
        string file = Path.ChangeExtension(Assembly.Location, null) + ".llmeval.json";
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("manifests").EnumerateArray().Select(m => m.GetString()!)];
    }

    private string MakeKey(ListedSuite suite) =>
        Runner.Suites.Count(s => s.Name.Equals(suite.Name, StringComparison.OrdinalIgnoreCase)) == 1 ? suite.Name : suite.Path;
}
