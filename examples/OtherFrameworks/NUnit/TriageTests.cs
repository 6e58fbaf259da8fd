using LlmEval.Engine;
using NUnit.Framework;

namespace TicketTriage.NUnit;

[TestFixture]
public sealed class TriageTests
{
    private const string Suite = "triage";

    private static readonly LlmEvalRunner s_runner = LlmEvalRunner.ForAssembly(typeof(TriageTests).Assembly);

    /// <summary>One test a case. Nothing is evaluated here.</summary>
    public static IEnumerable<TestCaseData> Cases() => s_runner.Suite(Suite).Cases.Select(c => new TestCaseData(c.Id).SetName(c.Id).SetProperty("suite", Suite));

    /// <summary>The cases share a batch; leave this out and each is asked by itself.</summary>
    [OneTimeSetUp]
    public void ExpectAll() => s_runner.Expect(Suite, s_runner.Suite(Suite).Cases.Select(c => c.Id));

    [OneTimeTearDown]
    public async Task EndModels() => await s_runner.DisposeAsync();

    [TestCaseSource(nameof(Cases))]
    public async Task Case(string id)
    {
        CaseResult result = await s_runner.RunCaseAsync(Suite, id, cancellationToken: TestContext.CurrentContext.CancellationToken);
        if (result.IsRed) { Assert.Fail(result.FailureMessage); }

        if (result.SkipReason is { } reason) { Assert.Ignore(reason); }
    }

    [Test, Order(int.MaxValue)]
    public async Task Verdict()
    {
        SuiteResult verdict = await s_runner.RunSuiteAsync(Suite);
        if (verdict.IsRed) { Assert.Fail(verdict.FailureMessage); }
    }
}
