using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>How loud "changed and not evaluated" is, with the real engine. What compilers' switches do to it: Targets/SeverityTests.</summary>
public sealed class UnevaluatedTests(SharedSandbox shared) : IClassFixture<SharedSandbox>
{
    [Theory]
    [InlineData("", "", "LLM2010")]
    [InlineData("-p:LlmEvalUnevaluated=warning", "", "LLM2010")]
    [InlineData("-p:LlmEvalUnevaluated=message", "", "")]
    [InlineData("-p:LlmEvalUnevaluated=error", "LLM2010", "")]
    [InlineData("-p:TreatWarningsAsErrors=true", "", "LLM2010")]
    [InlineData("-warnaserror:LLM2010", "LLM2010", "")]
    public async Task A_changed_suite_is_as_loud_as_the_project_wants(string argument, string errors, string warnings)
    {
        SandboxProject app = shared.Fresh().Edit("prompts/triage.prompt.yml", "Sort", "Guess");
        IReadOnlyList<string> calls = app.Calls();

        BuildResult result = await shared.Sandbox.BuildAsync(argument.Length == 0 ? [] : [argument]);

        string.Join(' ', result.ErrorCodes).Should().Be(errors);
        string.Join(' ', result.WarningCodes).Should().Be(warnings);
        result.ExitCode.Should().Be(errors.Length == 0 ? 0 : 1);
        app.Calls().Should().Equal(calls);
    }
}
