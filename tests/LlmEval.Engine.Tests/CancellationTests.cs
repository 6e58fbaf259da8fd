namespace LlmEval.Engine.Tests;

/// <summary>Waits that end, and evaluations that end when nobody waits.</summary>
public sealed class CancellationTests : IDisposable
{
    private readonly Project _project = new Project().WithScript("- { user: T2, fault: hang, times: 1 }\n- { answer: \"{user}\" }\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_wait_that_is_cancelled_ends_the_evaluation_and_the_next_one_begins_anew_with_what_was_drawn()
    {
        LlmEvalRunner runner = _project.Runner();
        using CancellationTokenSource stop = new();
        Task<CaseResult> waiting = runner.RunCaseAsync("triage", "t2", cancellationToken: stop.Token);
        await AskedAsync(1);

        await stop.CancelAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        CaseResult after = await runner.RunCaseAsync("triage", "t1", cancellationToken: Token);

        after.IsRed.Should().BeFalse(after.FailureMessage);
        _project.Log("stop").Should().Be(_project.Log("start"), "each model that was started has ended");
    }

    [Fact]
    public async Task One_of_two_that_wait_may_leave()
    {
        _project.WithScript("- { user: T2, delay: 1s, answer: \"{user}\" }\n- { answer: \"{user}\" }\n");
        LlmEvalRunner runner = _project.Runner();
        runner.Expect("triage", ["t1", "t2"]);
        using CancellationTokenSource stop = new();
        Task<CaseResult> leaving = runner.RunCaseAsync("triage", "t1", cancellationToken: stop.Token);
        Task<CaseResult> staying = runner.RunCaseAsync("triage", "t2", cancellationToken: Token);
        await AskedAsync(1);

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => leaving).Should().ThrowAsync<OperationCanceledException>();
        (await staying).IsRed.Should().BeFalse();
        _project.Log("start").Should().Be(1, "the evaluation went on");
    }

    [Fact]
    public async Task A_runner_that_is_disposed_ends_what_it_evaluates()
    {
        LlmEvalRunner runner = _project.Runner();
        Task<CaseResult> waiting = runner.RunCaseAsync("triage", "t2", cancellationToken: Token);
        await AskedAsync(1);

        await runner.DisposeAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<Exception>();
        _project.Log("stop").Should().Be(_project.Log("start"));
        await FluentActions.Awaiting(() => runner.RunCaseAsync("triage", "t1", cancellationToken: Token)).Should().ThrowAsync<ObjectDisposedException>();
    }

    private async Task AskedAsync(int count)
    {
        while (_project.Asked < count) { await Task.Delay(10, Token); }
    }
}
