using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using LlmEval.Engine;
using LlmEval.Listing;
using LlmEval.Manifests;
using LlmEval.Model;
using Xunit;
using Xunit.v3;

namespace LlmEval.XunitV3.Discovery;

/// <summary>What this process knows of a test assembly: its suites, listed when first asked for, and the runner that evaluates them. One for each assembly.</summary>
internal sealed class TestAssembly
{
    private static readonly ConcurrentDictionary<Assembly, TestAssembly> s_known = new();

    private readonly Lazy<LlmEvalRunner> _runner;
    private readonly Lazy<SuiteClaims> _claims;
    private readonly Lazy<Dictionary<ListedSuite, string>> _keys;
    private readonly Lazy<Dictionary<string, ListedSuite>> _byKey;
    private readonly Lazy<Dictionary<string, ListedSuite>> _byPath;
    private readonly Lazy<string> _projectDirectory;
    private readonly Lazy<IReadOnlyList<Manifest>> _manifests;

    private TestAssembly(Assembly assembly)
    {
        Assembly = assembly;
        _runner = new(() => LlmEvalRunner.ForAssembly(assembly));
        _claims = new(() => new SuiteClaims(this));
        _keys = new(Keys);
        _byKey = new(() => _keys.Value.DistinctBy(p => p.Value, StringComparer.Ordinal).ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal));
        _byPath = new(() => _keys.Value.Keys.DistinctBy(s => s.Path, StringComparer.Ordinal).ToDictionary(s => s.Path, StringComparer.Ordinal));
        _projectDirectory = new(() => ReadProjectDirectory(assembly));
        _manifests = new(() => AssemblyManifests.Load(AssemblyManifests.Of(assembly)));
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

    /// <summary>The suite of a name, of what a test serialized, or of a path relative to this project or to the suite's own; the error of another one lists the names.</summary>
    /// <exception cref="LlmEvalException">LLM3016: there is none. LLM3011: the build wrote no list of suites.</exception>
    public ListedSuite Find(string nameOrPath) =>
        _byKey.Value.TryGetValue(nameOrPath, out ListedSuite? suite) || _byPath.Value.TryGetValue(FullPath(nameOrPath), out suite) ? suite : Runner.Suite(nameOrPath);

    /// <summary>What the runner knows a suite by that a test serialized.</summary>
    public string PathOf(string key) => Find(key).Path;

    /// <summary>
    /// What a test serializes of its suite: its name; where suites of several projects share it, the path relative to the test project, which is the same wherever the repository lies.
    /// </summary>
    public string KeyOf(ListedSuite suite) => _keys.Value[suite];

    /// <summary>What the build wrote of the project of a suite.</summary>
    public Manifest ManifestOf(ListedSuite suite) => _manifests.Value.First(m => Directory.Exists(m.ProjectDirectory) && m.Suites.Any(s => Path.GetFullPath(s.Path!) == suite.Path));

    private Dictionary<ListedSuite, string> Keys()
    {
        Dictionary<ListedSuite, string> keys = new(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<string, ListedSuite> twins in Runner.Suites.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase))
        {
            ListedSuite[] suites = [.. twins];
            foreach (ListedSuite suite in suites) { keys[suite] = suites.Length == 1 ? suite.Name : Path.GetRelativePath(_projectDirectory.Value, suite.Path).Replace('\\', '/'); }
        }

        return keys;
    }

    private string FullPath(string path) => Path.GetFullPath(path.Replace('\\', '/'), _projectDirectory.Value);

    private static string ReadProjectDirectory(Assembly assembly)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(AssemblyManifests.FileOf(assembly)));
        return Path.GetDirectoryName(document.RootElement.GetProperty("project").GetString())!;
    }
}
