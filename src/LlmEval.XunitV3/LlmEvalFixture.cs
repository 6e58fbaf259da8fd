using LlmEval.Engine;
using LlmEval.Models;
using LlmEval.XunitV3.Discovery;
using LlmEval.XunitV3.Running;
using Xunit;
using Xunit.v3;

namespace LlmEval.XunitV3;

/// <summary>
/// The evaluation of a run of tests: any test class takes it in its constructor, because the build registers it as a fixture of the assembly. Cases of one suite are asked as one batch, the first
/// that is asked for begins it. Same engine, gate, cache and reports as the build.
/// </summary>
public sealed class LlmEvalFixture : IAsyncDisposable
{
    private readonly TestAssembly _assembly = TestAssembly.Current();

    /// <summary>What evaluates the suites of the assembly.</summary>
    public LlmEvalRunner Runner => _assembly.Runner;

    /// <summary>
    /// Evaluates a case with the suite's model and is the whole test: fails with what was expected, got and scored when the case is red, skips a known failure with its reason, passes otherwise.
    /// </summary>
    public async Task RunAsync(LlmEvalCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        CaseResult? result = await Outcome.GuardAsync(token => Runner.RunCaseAsync(_assembly.PathOf(item.Suite), item.Id, item.Model, token)).ConfigureAwait(false);
        if (result is null) { return; }

        Attachments.Add(result);
        Outcome.Settle(result);
    }

    /// <summary>
    /// Judges the answer of your own code to a case; the suite's model item has <c>Provider="Test"</c>. A suite that asks for several samples needs the overload that takes the code. A known failure
    /// skips the test, what could not be scored fails it; all else is for assertions: <c>result.Should().Pass()</c>.
    /// </summary>
    public Task<CaseResult> EvaluateAsync(LlmEvalCase item, EvalAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(item);
        return JudgeAsync(token => Runner.EvaluateAsync(_assembly.PathOf(item.Suite), item.Id, answer, token));
    }

    /// <summary>Judges a text; see <see cref="EvaluateAsync(LlmEvalCase, EvalAnswer)"/>.</summary>
    public Task<CaseResult> EvaluateAsync(LlmEvalCase item, string answer) => EvaluateAsync(item, EvalAnswer.FromString(answer));

    /// <summary>Runs your own code as often as the suite samples and judges what it answers; see <see cref="EvaluateAsync(LlmEvalCase, EvalAnswer)"/>.</summary>
    public Task<CaseResult> EvaluateAsync(LlmEvalCase item, Func<Task<string>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return EvaluateAsync(item, async _ => EvalAnswer.FromString(await code().ConfigureAwait(false)));
    }

    /// <summary>Runs your own code as often as the suite samples and judges what it answers; see <see cref="EvaluateAsync(LlmEvalCase, EvalAnswer)"/>.</summary>
    public Task<CaseResult> EvaluateAsync(LlmEvalCase item, Func<Task<EvalAnswer>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return EvaluateAsync(item, _ => code());
    }

    /// <summary>Runs your own code as often as the suite samples and judges what it answers; see <see cref="EvaluateAsync(LlmEvalCase, EvalAnswer)"/>.</summary>
    public Task<CaseResult> EvaluateAsync(LlmEvalCase item, Func<CancellationToken, Task<string>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return EvaluateAsync(item, async token => EvalAnswer.FromString(await code(token).ConfigureAwait(false)));
    }

    /// <summary>Runs your own code as often as the suite samples and judges what it answers; see <see cref="EvaluateAsync(LlmEvalCase, EvalAnswer)"/>.</summary>
    public Task<CaseResult> EvaluateAsync(LlmEvalCase item, Func<CancellationToken, Task<EvalAnswer>> code)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(code);
        return JudgeAsync(token => Runner.EvaluateAsync(_assembly.PathOf(item.Suite), item.Id, (_, cancelled) => code(cancelled), token));
    }

    /// <summary>Ends models and writes what is to be written.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_assembly.HasRunner) { return; }

        TestAssembly.Forget(_assembly);
        await _assembly.Runner.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<CaseResult> JudgeAsync(Func<CancellationToken, Task<CaseResult>> judge)
    {
        CaseResult result = await judge(TestContext.Current.CancellationToken).ConfigureAwait(false);
        Attachments.Add(result);

        // What could not be judged must not depend on an assertion to be seen.
        if (result.State is Reporting.Formats.CaseState.Unscored or Reporting.Formats.CaseState.NotEvaluated && result.IsRed) { throw Outcome.Failure(result); }

        if (!result.IsRed && result.SkipReason is { } reason) { throw new DynamicSkip(reason); }

        if (!result.IsRed && result.Message is { Length: > 0 } message) { Outcome.Say(message); }

        return result;
    }
}
