using LlmEval.Engine;

namespace TicketTriage.TUnit;

public sealed class TriageTests
{
    private const string Suite = "triage";

    private static readonly LlmEvalRunner s_runner = LlmEvalRunner.ForAssembly(typeof(TriageTests).Assembly);

    /// <summary>One test a case. Nothing is evaluated here.</summary>
    public static IEnumerable<string> Cases() => s_runner.Suite(Suite).Cases.Select(c => c.Id);

    /// <summary>The cases share a batch; leave this out and each is asked by itself.</summary>
    [Before(Class)]
    public static void ExpectAll() => s_runner.Expect(Suite, Cases());

    [After(Class)]
    public static async Task EndModels() => await s_runner.DisposeAsync();

    [Test]
    [MethodDataSource(nameof(Cases))]
    public async Task Case(string id, CancellationToken cancellationToken)
    {
        CaseResult result = await s_runner.RunCaseAsync(Suite, id, cancellationToken: cancellationToken);
        if (result.IsRed) { throw new LlmEvalAssertionException(result.FailureMessage); }

        if (result.SkipReason is { } reason) { Skip.Test(reason); }
    }

    [Test]
    public async Task Verdict(CancellationToken cancellationToken)
    {
        SuiteResult verdict = await s_runner.RunSuiteAsync(Suite, cancellationToken: cancellationToken);
        if (verdict.IsRed) { throw new LlmEvalAssertionException(verdict.FailureMessage); }
    }
}
