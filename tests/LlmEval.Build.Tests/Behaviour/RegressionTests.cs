using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>A worse prompt turns the build red, keeps it red, and costs the model nothing twice.</summary>
public sealed class RegressionTests
{
    private const string Prompt = "prompts/triage.prompt.yml";

    [Fact]
    public async Task A_word_that_makes_the_model_err_is_an_error_at_the_suite_until_it_is_taken_back()
    {
        await using BuildSandbox sandbox = await TriageProject.AcceptedAsync();
        SandboxProject app = sandbox.App;
        int before = app.Asked();
        app.Edit(Prompt, "Sort", "Shuffle");

        BuildResult red = (await sandbox.BuildAsync("-t:LlmEval")).MustFail();

        BuildDiagnostic error = red.Errors.Should().ContainSingle().Subject;
        error.Code.Should().Be("LLM2001");
        error.File.Should().Be(Path.Combine(app.Directory, "evals", "triage.eval.yml"));
        (error.Line, error.Column).Should().Be((5, 5), "that is the check");
        error.Message.Should()
            .Contain("triage x scripted: category: lost 9 of 12, won 0, allowance 0")
            .And.MatchRegex(@"\(100\.0% -> 25\.0%, -75\.0 points, 95% interval -\d+\.\d to -\d+\.\d;", "baseline, now, difference and interval are named")
            .And.Contain("Lost: t01, t02, t03, t04, t05 and 4 more.")
            .And.NotContain("t06");
        string report = error.Message[(error.Message.LastIndexOf("Report: ", StringComparison.Ordinal) + "Report: ".Length)..];
        File.ReadAllText(Path.Combine(app.Directory, report)).Should().Contain("REGRESSION").And.Contain("t09").And.Contain("no idea");

        // Nine cases that seem lost are asked once more before anybody says so.
        app.Asked().Should().Be(before + TriageProject.Cases + 9);
        IReadOnlyList<string> calls = app.Calls();
        (string, DateTime)[] written = Written(app);

        BuildResult again = (await sandbox.BuildAsync("-t:LlmEval")).MustFail();
        again.Errors.Should().Equal(red.Errors, "red stays red");
        Written(app).Should().Equal(written, "the engine was not started");
        app.Calls().Should().Equal(calls, "nor was the model");

        BuildResult plain = (await sandbox.BuildAsync()).MustFail();
        plain.Errors.Should().Equal(red.Errors, "a plain build says it, too");
        app.Calls().Should().Equal(calls);

        app.Edit(Prompt, "Shuffle", "Sort");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().Diagnostics.Should().BeEmpty();
        app.Calls().Should().Equal(calls, "undone is green without the model");

        app.Edit(Prompt, "Sort", "Shuffle");
        (await sandbox.BuildAsync()).MustFail().Errors.Should().Equal(red.Errors);
        app.Calls().Should().Equal(calls, "and red again from the cache");
    }

    [Fact]
    public async Task A_word_that_changes_no_answer_stays_green_and_is_judged_by_its_own_answers()
    {
        await using BuildSandbox sandbox = await TriageProject.AcceptedAsync();
        sandbox.App.Edit(Prompt, "Sort", "Order");

        (await sandbox.BuildAsync()).MustPass().WarningCodes.Should().Equal("LLM2010");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().Diagnostics.Should().BeEmpty();

        sandbox.App.Asked().Should().Be(2 * TriageProject.Cases);
    }

    private static (string, DateTime)[] Written(SandboxProject app) =>
        [.. Directory.EnumerateFiles(app.LlmEvalDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (f, File.GetLastWriteTimeUtc(f)))];
}
