using LlmEval.Listing;
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
        return
        [
            .. others.Length > 0 ? DefaultTestCaseOrderer.Instance.OrderTestCases(others) : others,
            .. ours.OrderBy(t => judging.Contains(MethodOf(t))).ThenBy(IsVerdict),
        ];
    }

    private static bool IsOurs<TTestCase>(TTestCase test)
        where TTestCase : ITestCase =>
        test is LlmEvalTestCase || (test is IXunitTestCase xunit && (xunit.TestMethodArguments.Any(a => a is LlmEvalCase) || xunit.TestMethod.DataAttributes.Any(d => d is LlmEvalSuiteAttribute)));

    private static bool IsVerdict<TTestCase>(TTestCase test)
        where TTestCase : ITestCase => test is LlmEvalTestCase { IsVerdict: true };

    private static string MethodOf<TTestCase>(TTestCase test)
        where TTestCase : ITestCase => test.TestMethod?.UniqueID ?? string.Empty;

    private static void Expect(IEnumerable<IXunitTestCase> tests)
    {
        Dictionary<(TestAssembly Assembly, string Suite), HashSet<string>> wanted = [];
        foreach (IXunitTestCase test in tests.Where(t => t is not LlmEvalTestCase && t.SkipReason is null))
        {
            TestAssembly assembly = TestAssembly.Of(test.TestClass.Class.Assembly);
            LlmEvalCase[] cases = [.. test.TestMethodArguments.OfType<LlmEvalCase>()];
            foreach (LlmEvalCase item in cases) { Add(assembly, item.Suite, item.Id); }

            // A theory whose rows are only read when it runs.
            if (cases.Length == 0) { AddAll(assembly, test.TestMethod.DataAttributes.OfType<LlmEvalSuiteAttribute>()); }
        }

        foreach (((TestAssembly assembly, string suite), HashSet<string> ids) in wanted) { assembly.Runner.Expect(suite, ids); }

        void Add(TestAssembly assembly, string suite, string id)
        {
            if (!wanted.TryGetValue((assembly, suite), out HashSet<string>? ids)) { wanted[(assembly, suite)] = ids = new(StringComparer.Ordinal); }

            ids.Add(id);
        }

        void AddAll(TestAssembly assembly, IEnumerable<LlmEvalSuiteAttribute> attributes)
        {
            foreach (LlmEvalSuiteAttribute attribute in attributes)
            {
                ListedSuite suite = assembly.Find(attribute.Suite);
                foreach (ListedCase item in suite.Cases.Where(c => c.Skip is null)) { Add(assembly, assembly.KeyOf(suite), item.Id); }
            }
        }
    }
}
