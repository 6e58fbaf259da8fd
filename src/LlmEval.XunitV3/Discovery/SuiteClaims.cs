using System.Reflection;
using LlmEval.Engine;
using LlmEval.Listing;
using LlmEval.Model;
using Xunit.v3;

namespace LlmEval.XunitV3.Discovery;

/// <summary>
/// Which theory has the tests of which suite: classes that the build wrote step back where a theory of the user's names the suite, and a verdict is one test however many theories name
/// its suite.
/// </summary>
internal sealed class SuiteClaims
{
    private readonly TestAssembly _assembly;
    private readonly Dictionary<ListedSuite, List<(MethodInfo Method, LlmEvalSuiteAttribute Attribute)>> _theories = new(ReferenceEqualityComparer.Instance);

    public SuiteClaims(TestAssembly assembly)
    {
        _assembly = assembly;
        IEnumerable<MethodInfo> methods = assembly.Assembly.GetExportedTypes()
            // Static classes are abstract and sealed, and have tests.
            .Where(t => t.IsClass && (!t.IsAbstract || t.IsSealed) && !t.IsDefined(typeof(LlmEvalGeneratedAttribute), inherit: false))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            // A method that is no theory runs no case, so that it has no suite either.
            .Where(m => m.IsDefined(typeof(LlmEvalSuiteAttribute), inherit: true) && m.GetCustomAttributes().Any(a => a is ITheoryAttribute));
        foreach (MethodInfo method in methods)
        {
            foreach (LlmEvalSuiteAttribute attribute in method.GetCustomAttributes<LlmEvalSuiteAttribute>())
            {
                if (Find(attribute.Suite) is not { } suite) { continue; }

                if (!_theories.TryGetValue(suite, out var theories)) { _theories[suite] = theories = []; }

                theories.Add((method, attribute));
            }
        }
    }

    /// <summary>Whether a theory of the user's names the suite.</summary>
    public bool IsTaken(ListedSuite suite) => _theories.ContainsKey(suite);

    /// <summary>The theory of the user's that has the verdict; null when none does.</summary>
    public MethodInfo? VerdictOf(ListedSuite suite) =>
        _theories.TryGetValue(suite, out var theories) ? theories.Where(t => t.Attribute.Verdict && IsOurs(t.Method)).Select(t => t.Method).FirstOrDefault() : null;

    /// <summary>Whether some theory of the user's that could have the verdict was told not to.</summary>
    public bool IsVerdictRefused(ListedSuite suite) => _theories.TryGetValue(suite, out var theories) && theories.Exists(t => !t.Attribute.Verdict);

    /// <summary>The suite that a theory names; null where there is none, because such a theory fails by itself, with the list of those that there are.</summary>
    public ListedSuite? Find(string suite)
    {
        try { return _assembly.Find(suite); }
        catch (Exception e) when (e is LlmEvalException or LlmEvalSuiteException or ArgumentException or KeyNotFoundException) { return null; }
    }

    private static bool IsOurs(MethodInfo method) => method.IsDefined(typeof(LlmEvalTheoryAttribute), inherit: true);
}
