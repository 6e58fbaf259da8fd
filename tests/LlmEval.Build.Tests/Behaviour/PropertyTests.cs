using LlmEval.Build.Tests.Sandbox;

namespace LlmEval.Build.Tests.Behaviour;

/// <summary>What a project says by properties and items reaches the engine and is done.</summary>
public sealed class PropertyTests
{
    private const string Answers = "evals/baselines/triage.scripted.answers.jsonl";

    [Fact]
    public async Task Reports_history_and_kept_answers_are_what_the_project_says_and_answers_are_watched()
    {
        await using BuildSandbox sandbox = await BuildSandbox.CreateAsync();
        SandboxProject app = sandbox.App.WithTriage().WithProperty("LlmEvalReports", "junit;ctrf;sarif").WithProperty("LlmEvalHistory", "logs/runs.jsonl").WithProperty("LlmEvalBaselineAnswers", "first");

        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();

        Reports(app).Should().Equal("ctrf.json", "junit.xml", "llmeval.sarif");
        File.Exists(Path.Combine(app.Directory, "logs", "runs.jsonl")).Should().BeTrue();
        string answers = app.Read(Answers);
        answers.Should().Contain("T01");

        (await sandbox.BuildAsync()).MustPass().Diagnostics.Should().BeEmpty();
        string before = Verdict(app);
        (await sandbox.BuildAsync()).MustPass();
        Verdict(app).Should().Be(before, "nothing changed: the engine was not started");

        app.Without(Answers);
        (await sandbox.BuildAsync()).MustPass();
        string without = Verdict(app);
        without.Should().NotBe(before, "the answers of the baseline are gone");
        app.WithFile(Answers, answers);
        (await sandbox.BuildAsync()).MustPass();
        string restored = Verdict(app);
        restored.Should().NotBe(without, "they were restored");
        (await sandbox.BuildAsync()).MustPass();
        Verdict(app).Should().Be(restored);

        (await sandbox.BuildAsync("-p:LlmEvalReports=none")).MustPass();
        Reports(app).Should().BeEmpty("a report of an earlier run is nobody's");
        app.WithItem($"""<LlmBaseline Update="{TriageProject.Baseline}" Answers="cache" />""").Edit("prompts/triage.prompt.yml", "Sort", "Order");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();
        (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();
        File.Exists(Path.Combine(app.Directory, Answers)).Should().BeFalse("the item says other than the property");
    }

    [Fact]
    public async Task Accepting_the_answers_of_a_sampling_model_says_what_it_draws_and_holds_samples_back()
    {
        await using BuildSandbox sandbox = (await BuildSandbox.CreateAsync()).WithSharedRuntime();
        SandboxProject app = sandbox.App.WithTicketTriage(rows: 20).Edit(TicketTriage.Prompt, "temperature: 0", "temperature: 2")
            .Edit("evals/triage.eval.yml", "must-pass: true", "must-pass: false")
            .Edit("evals/triage.eval.yml", "floor: { is-json: 0.95, exact: { mean: 0.85, worst-slice: 0.4 }, f1: 0.9 }", "regression: default");
        const string baseline = "evals/baselines/triage.triage-tiny.baseline.jsonl";
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass();

        BuildResult accepted = (await sandbox.BuildAsync("-t:LlmEvalAccept")).MustPass();

        accepted.Output.Should().MatchRegex(@"triage x triage-tiny: drawing the samples that a baseline holds back: 189 calls");
        app.Read(baseline).Split('\n')[0].Should().Contain("\"samples\":3").And.Contain("\"heldBack\":9");
        accepted.WarningCodes.Should().NotContain("LLM2026");
        (await sandbox.BuildAsync("-t:LlmEval")).MustPass().Errors.Should().BeEmpty();

        app.Without(baseline);
        (await sandbox.BuildAsync("-t:LlmEvalAccept", "-p:LlmEvalAcceptHeldBack=false")).MustPass().WarningCodes.Should().Contain("LLM2026");
        app.Read(baseline).Split('\n')[0].Should().NotContain("heldBack");
    }

    private static string[] Reports(SandboxProject app) =>
        [.. ((string[])["ctrf.json", "junit.xml", "llmeval.sarif", "report.html", "summary.md"]).Where(f => File.Exists(Path.Combine(app.LlmEvalDirectory, f)))];

    /// <summary>What distinguishes one verdict from the next: written only when the engine runs.</summary>
    private static string Verdict(SandboxProject app) => File.GetLastWriteTimeUtc(Path.Combine(app.LlmEvalDirectory, "verdict.tsv")).Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
