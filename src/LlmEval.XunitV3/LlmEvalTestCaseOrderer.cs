using LlmEval.Listing;
using LlmEval.Model;
using LlmEval.XunitV3.Discovery;
using Xunit.Sdk;
using Xunit.v3;

namespace LlmEval.XunitV3;

/// <summary>
/// Cases in the order of their suite, verdicts last; all other tests in xunit's own order. On the way it learns which cases run and tells the evaluation, so that they are asked as one
/// batch. The build registers it for the assembly (<c>LlmEvalTestCaseOrderer=false</c> leaves that out); a class with an orderer of its own asks case by case.
/// </summary>
public sealed class LlmEvalTestCaseOrderer : ITestCaseOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        ArgumentNullException.ThrowIfNull(testCases);
        TTestCase[] ours = [.. testCases.Where(IsOurs)];
        if (ours.Length == 0) { return DefaultTestCaseOrderer.Instance.OrderTestCases(testCases); }

        Expect(ours.OfType<IXunitTestCase>());
        TTestCase[] others = [.. testCases.Where(t => !IsOurs(t))];
        // A class runs method by method: those that have a verdict come last, because other theories may be of the same suite.
        HashSet<string> judging = [.. ours.Where(IsVerdict).Select(MethodOf)];
        SuiteOrder order = new();
        return
        [
            .. others.Length > 0 ? DefaultTestCaseOrderer.Instance.OrderTestCases(others) : others,
            .. ours.OrderBy(t => judging.Contains(MethodOf(t))).ThenBy(IsVerdict).ThenBy(t => t is IXunitTestCase test ? order.Of(test) : 0),
        ];
    }

    private static bool IsOurs<TTestCase>(TTestCase test)
        where TTestCase : ITestCase =>
        test is LlmEvalTestCase || (test is IXunitTestCase xunit && (Arguments(xunit).Any() || xunit.TestMethod.DataAttributes.Any(d => d is LlmEvalSuiteAttribute)));

    /// <summary>The LlmEval cases that a test has as arguments.</summary>
    internal static IEnumerable<LlmEvalCase> Arguments(IXunitTestCase test) => test is XunitTestCase known ? known.TestMethodArguments.OfType<LlmEvalCase>() : [];

    private static bool IsVerdict<TTestCase>(TTestCase test)
        where TTestCase : ITestCase => test is LlmEvalTestCase { IsVerdict: true };

    private static string MethodOf<TTestCase>(TTestCase test)
        where TTestCase : ITestCase => test.TestMethod?.UniqueID ?? string.Empty;

    private static void Expect(IEnumerable<IXunitTestCase> tests)
    {
        Dictionary<(TestAssembly Assembly, ListedSuite Suite, string? Model), HashSet<string>> wanted = [];
        foreach (IXunitTestCase test in tests.Where(t => t is not LlmEvalTestCase && t.SkipReason is null))
        {
            TestAssembly assembly = TestAssembly.Of(test.TestClass.Class.Assembly);
            LlmEvalCase[] cases = [.. Arguments(test)];
            foreach (LlmEvalCase item in cases) { Add(assembly, item.Suite, item.Model, item.Id); }

            // A theory whose rows are only read when it runs.
            foreach (LlmEvalSuiteAttribute attribute in cases.Length > 0 ? [] : test.TestMethod.DataAttributes.OfType<LlmEvalSuiteAttribute>())
            {
                foreach (ListedCase item in Find(assembly, attribute.Suite)?.Cases.Where(c => c.Skip is null) ?? []) { Add(assembly, attribute.Suite, model: null, item.Id); }
            }
        }

        foreach (((TestAssembly assembly, ListedSuite suite, string? model), HashSet<string> ids) in wanted) { assembly.Runner.Expect(suite.Path, ids, model); }

        void Add(TestAssembly assembly, string suite, string? model, string id)
        {
            if (Find(assembly, suite) is not { Errors.Count: 0 } listed) { return; }

            if (!wanted.TryGetValue((assembly, listed, model), out HashSet<string>? ids)) { wanted[(assembly, listed, model)] = ids = new(StringComparer.Ordinal); }

            ids.Add(id);
        }
    }

    // A test of a suite that is not there fails by itself and must not take the others with it.
    private static ListedSuite? Find(TestAssembly assembly, string suite)
    {
        try { return assembly.Find(suite); }
        catch (LlmEvalException) { return null; }
    }

    /// <summary>Places of cases in their suites; runners hand tests over in any order.</summary>
    private sealed class SuiteOrder
    {
        private readonly Dictionary<(string Suite, string Id), int> _places = [];
        private readonly HashSet<string> _read = [];

        /// <summary>The place of a test's case; 0 where it has none.</summary>
        public int Of(IXunitTestCase test)
        {
            if (Arguments(test).FirstOrDefault() is not { } item) { return 0; }

            if (_read.Add(item.Suite) && Find(TestAssembly.Of(test.TestClass.Class.Assembly), item.Suite) is { } suite)
            {
                for (int i = 0; i < suite.Cases.Count; i++) { _places[(item.Suite, suite.Cases[i].Id)] = i; }
            }

            return _places.GetValueOrDefault((item.Suite, item.Id));
        }
    }
}
