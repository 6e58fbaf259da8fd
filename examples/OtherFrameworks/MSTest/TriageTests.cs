using LlmEval.Engine;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: DoNotParallelize]

namespace TicketTriage.MSTest;

[TestClass]
public sealed class TriageTests
{
    private const string Suite = "triage";

    private static readonly LlmEvalRunner s_runner = LlmEvalRunner.ForAssembly(typeof(TriageTests).Assembly);

    /// <summary>One test a case. Nothing is evaluated here.</summary>
    public static IEnumerable<object[]> Cases => s_runner.Suite(Suite).Cases.Select(c => new object[] { c.Id });

    /// <summary>What a test is called.</summary>
    public static string Name(System.Reflection.MethodInfo method, object[] row) => (string)row[0];

    /// <summary>The cases share a batch; leave this out and each is asked by itself.</summary>
    [ClassInitialize]
    public static void ExpectAll(TestContext context) => s_runner.Expect(Suite, s_runner.Suite(Suite).Cases.Select(c => c.Id));

    [ClassCleanup]
    public static async Task EndModels() => await s_runner.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(Name))]
    public async Task Case(string id)
    {
        CaseResult result = await s_runner.RunCaseAsync(Suite, id);
        if (result.IsRed) { Assert.Fail(result.FailureMessage); }

        if (result.SkipReason is { } reason) { Assert.Inconclusive(reason); }
    }

    [TestMethod]
    public async Task Verdict()
    {
        SuiteResult verdict = await s_runner.RunSuiteAsync(Suite);
        if (verdict.IsRed) { Assert.Fail(verdict.FailureMessage); }
    }
}
