using System.Diagnostics;
using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>What is asked of a baseline's past: its prompt, its answers.</summary>
public sealed class BaselineReviewTests : IDisposable
{
    private const string Polite = "- { answer: 'Hello {user}' }\n";
    private const string Rude = "- { answer: 'Go away {user}' }\n";
    private const string RudeWhenBrief = "- { system: brief, answer: 'Go away {user}' }\n- { answer: 'Hello {user}' }\n";

    private readonly ProjectFolder _project = new();

    public void Dispose()
    {
        // Objects of git are read-only, which not every system deletes.
        foreach (string file in Directory.EnumerateFiles(_project.Folder, "*", SearchOption.AllDirectories)) { File.SetAttributes(file, FileAttributes.Normal); }

        _project.Dispose();
    }

    [Fact]
    public async Task A_model_that_answers_the_accepted_prompt_worse_too_has_changed()
    {
        await RemoteAsync();
        Commit();
        EditPrompt();
        _project.WithScript(Rude);

        EvaluationResult run = await _project.RunAsync();
        int asked = _project.Calls.Count;
        EvaluationResult build = await _project.BuildAsync();

        foreach (EvaluationResult result in new[] { run, build })
        {
            result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.ModelChanged);
            result.ExitStatus.Should().Be(7);
            result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2024").Which.Message.Should().Contain("asked again, fell as well (100.0% -> 0.0% over 6 cases");
            result.Diagnostics.Should().NotContain(d => d.Code == "LLM2001");
        }

        _project.Calls.Count.Should().Be(asked, "the build reads what the gate was answered");
    }

    [Fact]
    public async Task A_prompt_that_got_worse_is_a_regression_and_the_verdict_says_that_the_model_did_not_change()
    {
        await RemoteAsync();
        Commit();
        EditPrompt();
        _project.WithScript(RudeWhenBrief);

        EvaluationResult run = await _project.RunAsync();

        run.ExitStatus.Should().Be(1);
        run.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2001").Which.Message.Should().Contain("The model did not change: the baseline's own prompt, asked again, did not fall (100.0% -> 100.0% over 6 cases");
    }

    [Fact]
    public async Task Without_the_text_of_the_accepted_prompt_it_stays_a_regression_and_the_verdict_says_why()
    {
        await RemoteAsync();
        EditPrompt();
        _project.WithScript(Rude);

        EvaluationResult run = await _project.RunAsync();

        run.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Regression);
        run.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2001").Which.Message.Should().Contain("was not checked: the text of the baseline's prompt is neither in the project nor in its git history.");
    }

    [Fact]
    public async Task A_fall_without_any_edit_is_one_of_the_model_and_nothing_more_is_asked()
    {
        await RemoteAsync();
        _project.WithScript(Rude);

        EvaluationResult run = await _project.FreshAsync();

        run.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.ModelChanged);
        run.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2024").Which.Message.Should().Contain("The requests are those of the baseline, asked anew");
    }

    [Fact]
    public async Task Accepting_asks_nothing_of_the_accepted_prompt()
    {
        await RemoteAsync();
        _project.Replace("evals/greet.eval.yml", "gate: { regression: sequential }", "gate: { regression: default }\neffort: standard");
        File.Delete(_project.BaselinePath);
        await _project.RunAsync();
        (await _project.AcceptAsync()).IsRefused.Should().BeFalse();
        string before = _project.Read("prompts/greet.prompt.yml");
        EditPrompt();
        _project.WithScript(Rude);
        (await _project.RunAsync()).Diagnostics.Should().ContainSingle(d => d.Code == "LLM2001");
        string after = _project.Read("prompts/greet.prompt.yml");
        _project.Write("prompts/greet.prompt.yml", before);
        Commit();
        _project.Write("prompts/greet.prompt.yml", after);

        // The accept draws what it holds back, so that the model is at hand.
        int asked = _project.Calls.Count;
        AcceptedBaselines accepted = await _project.AcceptAsync("It is rude now.");

        accepted.IsRefused.Should().BeFalse();
        _project.Calls.Skip(asked).Should().NotContain(c => c.Contains("Be polite.", StringComparison.Ordinal));
        _project.Told.Should().NotContain(t => t.Contains("own prompt again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_suite_that_another_steps_down_is_still_told_of_the_model()
    {
        _project.Write("prompts/two.prompt.yml", _project.Read("prompts/greet.prompt.yml"));
        _project.Write("evals/two.eval.yml", _project.Read("evals/greet.eval.yml").Replace("prompt: greet", "prompt: two", StringComparison.Ordinal) + """

              - { id: dan, vars: { name: Dan } }
              - { id: eve, vars: { name: Eve } }
              - { id: fay, vars: { name: Fay } }
            gate: { regression: deterministic }

            """);
        await RemoteAsync();
        Commit();
        EditPrompt();
        _project.Replace("prompts/two.prompt.yml", "Be polite.", "Be polite and brief.");
        _project.WithScript(Rude);

        EvaluationResult run = await _project.RunAsync();

        run.Outcomes.Select(o => (o.Suite.Name, o.Verdict.Kind)).Should().Equal(("greet", VerdictKind.ModelChanged), ("two", VerdictKind.ModelChanged));
        run.ExitStatus.Should().Be(7);
    }

    [Fact]
    public async Task A_model_of_this_machine_is_not_suspected_of_changing()
    {
        await AcceptedAsync();
        Commit();
        EditPrompt();
        _project.WithScript(RudeWhenBrief);

        EvaluationResult run = await _project.RunAsync();

        run.Outcomes.Single().Verdict.Kind.Should().NotBe(VerdictKind.ModelChanged);
        run.Diagnostics.Should().NotContain(d => d.Message.Contains("asked again", StringComparison.Ordinal) || d.Message.Contains("not checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_check_scores_the_accepted_answers_again()
    {
        await AcceptedAsync();
        int asked = _project.Calls.Count;
        _project.Replace("evals/greet.eval.yml", "contains: Hello", "contains: \"Hello A\"");

        EvaluationResult build = await _project.BuildAsync();

        Verdict verdict = build.Outcomes.Single().Verdict;
        verdict.Kind.Should().Be(VerdictKind.Pass);
        verdict.Metrics[0].Difference.Should().Be(0, "the answers are the same");
        verdict.Metrics[0].Mean.Should().BeApproximately(1.0 / 6, 1e-9, "only Ann's name begins so");
        build.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2030").Which.Message.Should().Contain("re-scored by the changed check");
        build.Outcomes.Single().Candidate.Should().NotBeNull("it can be accepted");
        _project.Calls.Count.Should().Be(asked);
    }

    [Fact]
    public async Task A_changed_check_finds_the_answers_of_an_earlier_prompt_too()
    {
        await AcceptedAsync();
        Commit();
        EditPrompt();
        _project.Replace("evals/greet.eval.yml", "contains: Hello", "contains: \"Hello \"");

        EvaluationResult run = await _project.RunAsync();

        run.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
        run.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2030");
    }

    [Fact]
    public async Task Without_the_accepted_answers_a_changed_check_is_incomparable_and_says_what_is_missing()
    {
        await AcceptedAsync();
        EditPrompt();
        _project.Replace("evals/greet.eval.yml", "contains: Hello", "contains: \"Hello \"");

        EvaluationResult run = await _project.RunAsync();

        run.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Incomparable);
        run.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2006").Which.Message.Should().Contain("neither in the cache nor beside the baseline in 6 cases: ann,");
    }

    [Fact]
    public async Task Answers_that_were_kept_beside_the_baseline_are_scored_when_the_cache_has_forgotten_them()
    {
        _project.WithSetting("LlmEvalBaselineAnswers", "first");
        await AcceptedAsync();
        string kept = _project.Read("evals/baselines/greet.m.answers.jsonl");
        _project.ForgetAnswers();
        EditPrompt();
        _project.Replace("evals/greet.eval.yml", "contains: Hello", "contains: \"Hello \"");

        EvaluationResult run = await _project.RunAsync();

        kept.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(6).And.BeInAscendingOrder(StringComparer.Ordinal);
        kept.Should().StartWith("{\"case\":\"ann\",\"request\":\"").And.Contain("\"sample\":0,\"turns\":[{\"text\":\"Hello Ann\"");
        run.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
        run.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2030");
    }

    [Fact]
    public async Task A_word_that_says_no_answers_is_a_mistake()
    {
        _project.WithSetting("LlmEvalBaselineAnswers", "some");

        EvaluationResult result = await _project.ValidateAsync();

        result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM1003").Which.Message.Should().Contain("LlmEvalBaselineAnswers must be cache, first or all, not 'some'");
    }

    [Fact]
    public async Task Answers_without_a_baseline_are_told()
    {
        await AcceptedAsync();
        _project.Write("evals/baselines/gone.m.answers.jsonl", string.Empty);

        EvaluationResult result = await _project.BuildAsync();

        result.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2004").Which.Should().Match<Diagnostic>(
            d => d.Severity == Severity.Warning && d.Location.File.EndsWith("gone.m.answers.jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_report_says_what_changed_since_the_baseline()
    {
        await AcceptedAsync();
        Commit();
        EditPrompt();
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\nparameters: { max-tokens: 20 }\ngate: { floor: { contains: 0.5 } }\n");

        EvaluationResult run = await _project.RunAsync();

        SinceBaseline since = run.Outcomes.Single().Since!;
        since.PromptDiff.Where(l => l.Kind != DiffKind.Same).Select(l => (l.Kind, l.Text.Trim())).Should().Equal(
            (DiffKind.Removed, "content: Be polite."), (DiffKind.Added, "content: Be polite and brief."));
        _project.Read("obj/llmeval/report.txt").Should().Contain(
            "since the baseline: prompt 'greet' changed (+1 -1 lines), parameters {} -> {\"max-tokens\":20}, the gate changed");
    }

    private async Task RemoteAsync()
    {
        _project.Provider = new Metered();

        // The rule that needs no samples held back.
        await AcceptedAsync("samples: 3\ngate: { regression: sequential }\n");
    }

    private async Task AcceptedAsync(string more = "")
    {
        _project.WithScript(Polite);
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + """

              - { id: dan, vars: { name: Dan } }
              - { id: eve, vars: { name: Eve } }
              - { id: fay, vars: { name: Fay } }

            """ + more);
        await _project.RunAsync();
        (await _project.AcceptAsync()).IsRefused.Should().BeFalse();
    }

    private void EditPrompt() => _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be polite and brief.");

    private void Commit()
    {
        Git("init", "-q");
        Git("add", "prompts");
        Git("-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "Accepted");
        _project.Write("prompts/other.txt", "later");
        Git("add", "prompts");
        Git("-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "Later");
    }

    private void Git(params string[] arguments)
    {
        ProcessStartInfo start = new("git") { WorkingDirectory = _project.Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) { start.ArgumentList.Add(argument); }

        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase)).ToArray()) { start.Environment.Remove(name); }

        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, errors);
    }
}
