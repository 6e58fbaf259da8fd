using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Targets;

/// <summary>What a project and a command line can do to severities.</summary>
public sealed class SeverityTests
{
    [Theory]
    [InlineData("-p:TreatWarningsAsErrors=true", "LLM2011", "LLM2010")]
    [InlineData("-p:TreatWarningsAsErrors=true -p:WarningsNotAsErrors=LLM2011", "", "LLM2010 LLM2011")]
    [InlineData("-p:TreatWarningsAsErrors=true -p:NoWarn=LLM2011", "", "LLM2010")]
    [InlineData("-p:NoWarn=LLM2011", "", "LLM2010")]
    [InlineData("-warnaserror:LLM2010", "LLM2010", "LLM2011")]
    [InlineData("-p:WarningsAsErrors=LLM2010", "LLM2010", "LLM2011")]
    public async Task Warnings_follow_the_usual_switches(string arguments, string errors, string warnings)
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: warning LLM2010 1 1 not evaluated\n# fake: warning LLM2011 1 1 no baseline\n");

        BuildResult result = await sandbox.BuildAsync(arguments.Split(' '));

        string.Join(' ', result.ErrorCodes).Should().Be(errors);
        string.Join(' ', result.WarningCodes.Order(StringComparer.Ordinal)).Should().Be(warnings);
        result.ExitCode.Should().Be(errors.Length == 0 ? 0 : 1);
    }

    [Fact]
    public async Task An_error_cannot_be_silenced()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateWithFakeEngineAsync();
        sandbox.App.WithSuite("# fake: error LLM2001 1 1 fell\n");

        (await sandbox.BuildAsync("-p:NoWarn=LLM2001")).MustFail().ErrorCodes.Should().Equal("LLM2001");
    }
}
