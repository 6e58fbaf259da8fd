using System.ComponentModel;
using System.Globalization;
using LlmEval.Engine;
using LlmEval.XunitV3.Discovery;

namespace LlmEval.XunitV3.Running;

/// <summary>The tests of a suite that have no code of the user's. Run by <see cref="LlmEvalTestCase"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SuiteTests
{
    /// <summary>Red exactly when the gate is.</summary>
    public static async Task JudgeAsync(string suite, string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        TestAssembly assembly = TestAssembly.Current();
        SuiteResult? result = await Outcome.GuardAsync(token => assembly.Runner.RunSuiteAsync(assembly.PathOf(suite), model.Length == 0 ? null : model, token)).ConfigureAwait(false);
        if (result is null) { return; }

        Attachments.Add(result);
        if (result.IsRed)
        {
            string text = result.FailureMessage.Length > 0 ? result.FailureMessage : $"{result.Suite} x {result.Model}: {result.Verdict}. {result.Message}";
            throw new CaseFailure(text, $"verdict of {result.Suite}", result.Location.File, result.Location.Line);
        }

        if (result.SkipReason is { } reason) { throw new DynamicSkip(reason); }

        Outcome.Say($"{result.Suite} x {result.Model}: {result.Verdict}. {result.Message}".TrimEnd());
    }

    /// <summary>Fails with what keeps a suite from being run.</summary>
    public static void Fail(string message, string file, string line) =>
        throw new CaseFailure(message, "suite", file, int.Parse(line, CultureInfo.InvariantCulture));
}
