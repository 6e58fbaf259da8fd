using System.Diagnostics;
using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>Whatever kills a run, what it had is kept.</summary>
public sealed class KillTests
{
    private const int Cases = 300;
    private const int Kills = 20;
    private const int Concurrency = 2;
    private const string Prompt = "prompts/triage.prompt.yml";

    private const string Script = """
        - { system: Shuffle, user: T0, answer: no idea, delay: 20ms }
        - { system: Shuffle, answer: "{user}", delay: 20ms }
        - { answer: "{user}" }

        """;

    [Fact]
    public async Task Twenty_kills_cost_only_what_was_in_flight_and_change_no_verdict()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject app = sandbox.App.WithTriage(Cases, Script, $"Concurrency=\"{Concurrency}\"");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();
        app.Edit(Prompt, "Sort", "Shuffle");
        SandboxProject calm = sandbox.AddProject("calm").WithTriage(Cases, Script, $"Concurrency=\"{Concurrency}\"")
            .WithFile(TriageProject.Baseline, app.Read(TriageProject.Baseline)).Edit(Prompt, "Sort", "Shuffle");
        int before = app.Asked();
        Random random = new(20260101);
        List<int> progress = [];

        for (int i = 0; i < Kills; i++)
        {
            int began = app.Asked();
            await KillAsync(sandbox, how: i % 5, answers: random.Next(0, 7), pause: random.Next(0, 40));
            progress.Add(app.Asked() - began);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', progress));
        progress.Count(p => p > 0).Should().BeGreaterThan(Kills / 3, "kills that hit nothing show nothing");
        app.Asked().Should().BeLessThan(before + Cases, "and the last run must have something left to do");
        BuildResult last = (await sandbox.BuildAsync("-t:LlmEval")).MustFail();
        BuildResult undisturbed = (await sandbox.BuildAsync("calm/calm.csproj", "-t:LlmEval", "-p:LlmEvalCacheDirectory=" + Path.Combine(sandbox.Root, "calm-cache"))).MustFail();

        last.ErrorCodes.Should().Equal("LLM2001");
        last.Errors.Select(e => e.Message).Should().Equal(undisturbed.Errors.Select(e => e.Message));
        Candidate(app).Should().Be(Candidate(calm));
        const int Confirmed = 9;
        calm.Asked().Should().Be(Cases + Confirmed);
        (app.Asked() - before).Should().BeInRange(Cases + Confirmed, Cases + Confirmed + (Kills * Concurrency), "only what was in flight is asked twice");
        CommandResult verified = await sandbox.ToolAsync("cache", "verify");
        verified.ExitCode.Should().Be(0, verified.Output);
    }

    [Fact]
    public async Task A_build_that_is_cancelled_keeps_what_it_had()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        const int cases = 100;
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject app = sandbox.App.WithTriage(cases, "- { answer: \"{user}\", delay: 50ms }\n", $"Concurrency=\"{Concurrency}\"");
        (await sandbox.BuildAsync()).MustPass().WarningCodes.Should().Equal("LLM2010");
        using RunningCommand build = sandbox.StartBuild("-t:LlmEval");
        Task<CommandResult> ended = build.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        int engine = await ChildEngineAsync(build.Id, ended);
        await UntilAsync(() => app.Asked() >= 10 || ended.IsCompleted);

        build.Signal("INT");

        (await ended).ExitCode.Should().NotBe(0);
        await UntilAsync(() => !EngineProcesses.With("llmeval.dll").Contains(engine));
        app.Asked().Should().BeInRange(10, cases - 10);
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().WarningCodes.Should().Equal("LLM2011");
        app.Asked().Should().BeInRange(cases, cases + Concurrency, "only what was in flight is asked twice");
    }

    /// <summary>Starts a run and kills it: 0 the whole build, 1 its engine, 2 all but its engine, which must end by itself, 3 and 4 the command.</summary>
    private static async Task KillAsync(BuildSandbox sandbox, int how, int answers, int pause)
    {
        SandboxProject app = sandbox.App;
        int wanted = app.Asked() + answers;
        string manifest = Path.Combine(app.LlmEvalDirectory, "manifest.json");
        using RunningCommand run = how < 3 ? sandbox.StartBuild("-t:LlmEval") : sandbox.StartTool("run", "--manifest", manifest);
        Task<CommandResult> ended = run.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        int engine = how < 3 ? await ChildEngineAsync(run.Id, ended) : run.Id;
        await UntilAsync(() => app.Asked() >= wanted || ended.IsCompleted);
        await Task.Delay(pause, TestContext.Current.CancellationToken);
        if (how is 0 or 2) { EngineProcesses.Kill(run.Id); }

        if (how != 2) { EngineProcesses.Kill(engine); }

        CommandResult result = await ended;
        result.ExitCode.Should().NotBe(0, result.Output);
        if (how == 1) { result.Output.Should().Contain("LLM9001"); }

        await UntilAsync(() => !EngineProcesses.With("llmeval.dll").Contains(engine));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var watch = Stopwatch.StartNew(); !holds(); await Task.Delay(2, TestContext.Current.CancellationToken))
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(1)) { throw new TimeoutException("What was waited for did not happen."); }
        }
    }

    private static async Task<int> ChildEngineAsync(int build, Task ended) =>
        await EngineProcesses.ChildAsync(build, "llmeval.dll", () => ended.IsCompleted) ?? throw new InvalidOperationException("The build ended before its engine was seen.");

    private static string Candidate(SandboxProject project) =>
        File.ReadAllText(Directory.EnumerateFiles(Path.Combine(project.LlmEvalDirectory, "candidates")).Single());
}
