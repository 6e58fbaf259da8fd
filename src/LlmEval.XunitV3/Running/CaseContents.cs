using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LlmEval.Listing;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Suites;
using LlmEval.XunitV3.Discovery;

namespace LlmEval.XunitV3.Running;

/// <summary>What the cases of an assembly's suites say, read suite by suite when first asked for.</summary>
internal sealed class CaseContents
{
    private static readonly ConditionalWeakTable<TestAssembly, CaseContents> s_known = [];

    private readonly TestAssembly _assembly;
    private readonly ConcurrentDictionary<string, Lazy<Dictionary<string, EvalCase>>> _suites = new(StringComparer.Ordinal);

    private CaseContents(TestAssembly assembly) => _assembly = assembly;

    /// <summary>Those of an assembly.</summary>
    public static CaseContents Of(TestAssembly assembly) => s_known.GetValue(assembly, a => new CaseContents(a));

    /// <summary>A case.</summary>
    /// <exception cref="LlmEvalSuiteException">The suite has no such case any more, or cannot be read.</exception>
    public EvalCase Read(string suite, string id)
    {
        Dictionary<string, EvalCase> cases = _suites.GetOrAdd(suite, s => new(() => Load(_assembly.Find(s)))).Value;
        return cases.TryGetValue(id, out EvalCase? found) ? found : throw new LlmEvalSuiteException($"The suite '{suite}' has no case '{id}' any more: build the project and discover its tests again.");
    }

    private Dictionary<string, EvalCase> Load(ListedSuite listed)
    {
        Manifest manifest = _assembly.ManifestOf(listed);
        DiagnosticBag found = new();
        EvalSuite? suite = SuiteFile.Load(listed.Path, manifest.ProjectDirectory, found, manifest.Setting("LlmEvalSalt") ?? manifest.ProjectName);
        Dictionary<string, EvalCase> cases = new(StringComparer.Ordinal);
        foreach (EvalCase item in suite?.ReadCases(found) ?? []) { cases.TryAdd(item.Id, item); }

        return found.Items.FirstOrDefault(d => d.IsError) is { } error ? throw new LlmEvalSuiteException($"The suite '{listed.Name}' cannot be read:\n{error}") : cases;
    }
}
