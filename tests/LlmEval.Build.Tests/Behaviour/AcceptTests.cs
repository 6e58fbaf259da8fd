using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>Accepting writes baselines and nothing else, and only what somebody could answer for.</summary>
public sealed class AcceptTests
{
    private const string Prompt = "prompts/triage.prompt.yml";

    [Fact]
    public async Task Accepting_turns_red_to_green_changes_only_the_baseline_needs_a_reason_for_a_fall_and_is_refused_on_a_build_server()
    {
        await using BuildSandbox sandbox = await TriageProject.AcceptedAsync();
        SandboxProject app = sandbox.App.Edit(Prompt, "Sort", "Shuffle");
        (await sandbox.BuildAsync("-t:LlmEval")).MustFail().ErrorCodes.Should().Equal("LLM2001");
        IReadOnlyList<string> calls = app.Calls();
        SortedDictionary<string, string> before = TriageProject.Snapshot(app.Directory);

        sandbox.WithEnvironment("CI", "true");
        BuildDiagnostic onServer = (await sandbox.BuildAsync("-t:LlmEvalAccept", "-p:LlmEvalAcceptReason=meant")).MustFail().Errors.Should().ContainSingle().Subject;
        onServer.Code.Should().Be("LLM3012");
        onServer.File.Should().EndWith("triage.eval.yml");
        sandbox.WithEnvironment("CI", "false");

        BuildDiagnostic withoutReason = (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustFail().Errors.Should().ContainSingle().Subject;
        withoutReason.Code.Should().Be("LLM3012");
        withoutReason.Message.Should().Contain("category").And.Contain("LlmEvalAcceptReason");
        TriageProject.Snapshot(app.Directory).Should().Equal(before, "nothing that was refused leaves a trace");

        (await sandbox.BuildAsync("-t:LlmEvalAccept", "-p:LlmEvalAcceptReason=the new categories come first")).MustPass();
        SortedDictionary<string, string> after = TriageProject.Snapshot(app.Directory);
        after.Keys.Should().Equal(before.Keys);
        after.Where(f => before[f.Key] != f.Value).Select(f => f.Key).Should().Equal(TriageProject.Baseline);
        app.Read(TriageProject.Baseline).Should().Contain("the new categories come first");

        (await sandbox.BuildAsync()).MustPass().Diagnostics.Should().BeEmpty();
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().Diagnostics.Should().BeEmpty();
        app.Calls().Should().Equal(calls, "what is accepted was judged before");
    }

    [Fact]
    public async Task What_was_not_evaluated_only_partly_or_with_trouble_is_refused()
    {
        await using BuildSandbox sandbox = await TriageProject.AcceptedAsync();
        SandboxProject app = sandbox.App.Edit(Prompt, "Sort", "Order");
        string baseline = app.Read(TriageProject.Baseline);

        (await RefusalAsync(sandbox)).Should().Contain("NOT EVALUATED");

        (await sandbox.BuildAsync("-t:LlmEval", "-p:LlmEvalFilter=case=t0*")).MustPass().WarningCodes.Should().Equal("LLM2013");
        (await RefusalAsync(sandbox, "-p:LlmEvalFilter=case=t0*")).Should().Contain("filter");
        (await RefusalAsync(sandbox)).Should().Contain("NOT EVALUATED", "nine of twelve are no result");

        // The connection breaks for three of twelve: too much to say anything.
        app.WithFile("models/scripted.yml", "- { user: T1, fault: reset }\n" + TriageProject.Script);
        BuildDiagnostic unscored = (await sandbox.BuildAsync("-t:LlmEval")).MustFail().Errors.Should().ContainSingle().Subject;
        unscored.Code.Should().Be("LLM2005");
        (await RefusalAsync(sandbox)).Should().Contain("NOT EVALUATED");

        app.Read(TriageProject.Baseline).Should().Be(baseline);
    }

    [Fact]
    public async Task A_candidate_from_elsewhere_is_accepted_without_model_and_cache_and_only_for_the_same_tree()
    {
        await using BuildSandbox sandbox = await TriageProject.AcceptedAsync();
        SandboxProject app = sandbox.App.Edit(Prompt, "Sort", "Order");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        string artifact = Path.Combine(sandbox.Root, "from-the-server.baseline.jsonl");
        File.Copy(Directory.EnumerateFiles(Path.Combine(app.LlmEvalDirectory, "candidates")).Should().ContainSingle().Subject, artifact);
        Directory.Delete(sandbox.Cache, recursive: true);
        File.Delete(Path.Combine(app.Directory, "models", "scripted.yml"));
        IReadOnlyList<string> calls = app.Calls();
        SortedDictionary<string, string> before = TriageProject.Snapshot(app.Directory);

        CommandResult accepted = await sandbox.ToolAsync("accept", "--from", artifact);

        accepted.ExitCode.Should().Be(0, accepted.Output);
        TriageProject.Snapshot(app.Directory).Where(f => before[f.Key] != f.Value).Select(f => f.Key).Should().Equal(TriageProject.Baseline);
        app.Calls().Should().Equal(calls);

        app.Edit(Prompt, "Order", "Shuffle");
        CommandResult refused = await sandbox.ToolAsync("accept", "--from", artifact);
        refused.ExitCode.Should().Be(6);
        refused.Output.Should().Contain("LLM3012").And.Contain("12 of 12 cases differ");

        app.Edit(Prompt, "Shuffle", "Order").WithFile("models/scripted.yml", TriageProject.Script);
        (await sandbox.BuildAsync()).MustPass().Diagnostics.Should().BeEmpty();
        app.Calls().Should().Equal(calls, "the keys equal the baseline's");
    }

    private static async Task<string> RefusalAsync(BuildSandbox sandbox, params string[] arguments)
    {
        BuildDiagnostic error = (await sandbox.BuildAsync(["-t:LlmEvalAccept", .. arguments])).MustFail().Errors.Should().ContainSingle().Subject;
        error.Code.Should().Be("LLM3012");
        return error.Message;
    }
}
