using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class VerdictTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_plain_build_judges_nothing_and_starts_no_model_before_the_first_run()
    {
        EvaluationResult result = await _project.BuildAsync();

        Diagnostic told = result.Diagnostics.Should().ContainSingle().Subject;
        told.Code.Should().Be("LLM2010");
        told.Severity.Should().Be(Severity.Warning);
        told.Message.Should().Contain("3 cases of 3").And.Contain("dotnet build -t:LlmEval");
        told.Location.File.Should().EndWith("greet.eval.yml");
        result.IsComplete.Should().BeFalse();
        result.ExitStatus.Should().Be(3);
        _project.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_run_drew_is_judged_by_a_plain_build_without_a_model()
    {
        await _project.RunAsync();
        int asked = _project.Calls.Count;

        EvaluationResult result = await _project.BuildAsync();

        result.Outcomes.Should().ContainSingle().Which.Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        result.IsComplete.Should().BeTrue();
        _project.Calls.Should().HaveCount(asked);
    }

    [Fact]
    public async Task An_unchanged_suite_passes_with_neither_cache_nor_model()
    {
        await AcceptedAsync();
        _project.ForgetAnswers();

        foreach (EvaluationMode mode in (EvaluationMode[])[EvaluationMode.Cached, EvaluationMode.Run])
        {
            EvaluationResult result = await _project.EvaluateAsync(mode, cancellationToken: TestContext.Current.CancellationToken);
            result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
            result.HasErrors.Should().BeFalse();
            result.IsComplete.Should().BeTrue();
        }

        _project.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unchanged_suite_is_asked_again_where_the_project_wants_to_see_that_this_machine_agrees()
    {
        await AcceptedAsync();
        _project.ForgetAnswers();

        EvaluationResult result = await _project.WithSetting("LlmEvalUnchanged", "run").RunAsync();

        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
        _project.Calls.Count(c => c == "ask").Should().Be(3);
    }

    [Fact]
    public async Task A_worse_prompt_is_a_regression_that_names_metric_cases_and_report()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        EvaluationResult result = await _project.RunAsync();

        Diagnostic error = result.Diagnostics.Single(d => d.Severity == Severity.Error);
        error.Code.Should().Be("LLM2001");
        error.Location.Line.Should().Be(4);
        error.Message.Should().Contain("greet x m").And.Contain("contains").And.Contain("lost 3 of 3").And.Contain("ann, bob, cid").And.Contain("report.txt");
        result.ExitStatus.Should().Be(1);
        _project.Read("obj/llmeval/report.txt").Should().Contain("Go away Ann");
    }

    [Fact]
    public async Task Red_stays_red_without_asking_the_model_again_and_undone_is_green_again()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");
        await _project.RunAsync();
        int asked = _project.Calls.Count;

        EvaluationResult red = await _project.BuildAsync();
        _project.Replace("prompts/greet.prompt.yml", "rude", "polite");
        EvaluationResult green = await _project.BuildAsync();

        red.Diagnostics.Should().Contain(d => d.Code == "LLM2001");
        green.HasErrors.Should().BeFalse();
        _project.Calls.Should().HaveCount(asked);
    }

    [Fact]
    public async Task Another_wording_with_the_same_answers_passes_and_is_judged_anew()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
        result.Outcomes.Single().SamplesDrawn.Should().Be(3);
    }

    [Fact]
    public async Task A_case_that_vanished_fails_until_it_is_accepted()
    {
        await AcceptedAsync();
        _project.Replace("evals/greet.eval.yml", "  - { id: cid, vars: { name: Cid } }", string.Empty);

        EvaluationResult red = await _project.RunAsync();
        AcceptedBaselines accepted = await _project.AcceptAsync("cid left");
        EvaluationResult green = await _project.RunAsync();

        red.Diagnostics.Should().Contain(d => d.Code == "LLM2004" && d.Message.Contains("cid", StringComparison.Ordinal));
        accepted.IsRefused.Should().BeFalse();
        green.HasErrors.Should().BeFalse();
    }

    [Fact]
    public async Task An_edited_case_is_told_and_left_out_of_the_comparison()
    {
        await AcceptedAsync();
        _project.Replace("evals/greet.eval.yml", "name: Cid", "name: Cindy");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes.Single().Verdict.EditedCases.Should().Equal("cid");
        result.HasErrors.Should().BeFalse();
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2015");
    }

    [Fact]
    public async Task Only_the_changed_case_is_asked_when_the_answers_of_the_others_are_gone()
    {
        await AcceptedAsync();
        _project.ForgetAnswers();
        _project.Replace("evals/greet.eval.yml", "name: Cid", "name: Cindy");

        EvaluationResult plan = await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken);
        EvaluationResult result = await _project.RunAsync();

        plan.Outcomes.Single().Estimate!.Answers.Most.Calls.Should().Be(1);
        _project.Calls.Count(c => c == "ask").Should().Be(1);
        result.HasErrors.Should().BeFalse();
        result.IsComplete.Should().BeTrue();
    }

    [Fact]
    public async Task A_changed_check_scores_the_old_answers_anew()
    {
        await AcceptedAsync();
        _project.Replace("evals/greet.eval.yml", "contains: Hello", "contains: Hell");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2030").And.NotContain(d => d.IsError);
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
    }

    [Fact]
    public async Task A_changed_check_is_incomparable_and_never_a_pass_where_the_old_answers_are_gone()
    {
        await AcceptedAsync();
        _project.ForgetAnswers();
        _project.Write("prompts/greet.prompt.yml", File.ReadAllText(Path.Combine(_project.Folder, "prompts/greet.prompt.yml")).Replace("content: ", "content: Please, ", StringComparison.Ordinal));
        _project.Replace("evals/greet.eval.yml", "contains: Hello", "contains: Hell");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2006" && d.Severity == Severity.Error);
        result.ExitStatus.Should().Be(4);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("reset")]
    public async Task Transport_trouble_is_an_error_and_neither_cached_nor_a_fail(string fault)
    {
        _project.WithScript($"- {{ fault: {fault}, times: 3 }}\n- {{ answer: 'Hello {{user}}' }}\n");

        EvaluationResult result = await _project.RunAsync();
        EvaluationResult again = await _project.RunAsync();

        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Error);
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2005");
        result.IsComplete.Should().BeFalse();
        again.HasErrors.Should().BeTrue("the script refuses three requests in every process that starts it");
        result.Outcomes.Single().SamplesDrawn.Should().Be(0, "nothing was answered");
        _project.Calls.Count(c => c == "ask").Should().Be(6, "trouble is not cached");
    }

    [Fact]
    public async Task Trouble_within_the_limit_does_not_hide_what_was_scored()
    {
        string cases = string.Concat(Enumerable.Range(0, 50).Select(i => $"  - {{ id: c{i:00}, vars: {{ name: N{i:00} }} }}\n"));
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nscore:\n  - contains: Hello\ncases:\n" + cases);
        _project.WithScript("- { user: N07, fault: reset }\n- { answer: 'Hello {user}' }\n");

        EvaluationResult result = await _project.RunAsync();

        result.HasErrors.Should().BeFalse();
        result.Outcomes.Single().Verdict.UnscoredCases.Should().Equal("c07");
        result.Outcomes.Single().Verdict.Metrics[0].Mean.Should().Be(1, "what could not be scored is no zero");
        (await _project.AcceptAsync()).IsRefused.Should().BeTrue();
    }

    [Fact]
    public async Task An_empty_or_cut_answer_is_the_models_doing_and_is_cached()
    {
        _project.WithScript("- { user: Ann, answer: '' }\n- { user: Bob, answer: 'Hel', finish: length }\n- { answer: 'Hello {user}' }\n");

        await _project.RunAsync();
        int asked = _project.Calls.Count;
        EvaluationResult result = await _project.BuildAsync();

        Verdict verdict = result.Outcomes.Single().Verdict;
        verdict.Metrics.Single(m => m.Metric.Name == "contains").Mean.Should().BeApproximately(1 / 3.0, 1e-9);
        verdict.Metrics.Single(m => m.Metric.Name == "empty").Mean.Should().BeApproximately(1 / 3.0, 1e-9);
        verdict.Metrics.Single(m => m.Metric.Name == "cut").Mean.Should().BeApproximately(1 / 3.0, 1e-9);
        _project.Calls.Should().HaveCount(asked);
    }

    [Fact]
    public async Task A_floor_points_at_its_own_line()
    {
        _project.WithScript("- { user: Ann, answer: no }\n- { answer: 'Hello {user}' }\n");
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\ngate:\n  floor: { contains: 0.9 }\n");

        EvaluationResult result = await _project.RunAsync();

        Diagnostic error = result.Diagnostics.Single(d => d.Severity == Severity.Error);
        error.Code.Should().Be("LLM2002");
        error.Location.Line.Should().Be(10);
    }

    [Fact]
    public async Task A_lost_case_that_is_fine_when_it_is_run_again_is_not_lost()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");
        _project.WithScript("- { system: kind, user: Bob, sample: 0, answer: no }\n- { answer: 'Hello {user}' }\n");

        EvaluationResult result = await _project.RunAsync();

        result.HasErrors.Should().BeFalse();
        result.Outcomes.Single().Verdict.Metrics[0].Unstable.Should().Equal("bob");
    }

    [Fact]
    public async Task A_must_pass_case_that_fails_twice_fails_without_a_baseline()
    {
        _project.Replace("evals/greet.eval.yml", "name: Cid }", "name: Cid }, must-pass: true");
        _project.WithScript("- { user: Cid, answer: no }\n- { answer: 'Hello {user}' }\n");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2003" && d.Message.Contains("cid", StringComparison.Ordinal) && d.Location.Line == 8);
    }

    [Fact]
    public async Task Sampling_with_a_temperature_draws_three_samples_and_compares_means()
    {
        string cases = string.Concat(Enumerable.Range(0, 12).Select(i => $"  - {{ id: c{i:00}, vars: {{ name: N{i:00} }} }}\n"));
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\nparameters: { temperature: 0.7 }\nscore:\n  - contains: Hello\ncases:\n" + cases);
        _project.WithScript("- { sample: 1, system: rude, answer: 'Go away, {user}' }\n- { system: rude, answer: 'Go away {user}' }\n- { sample: 1, answer: 'Hello, {user}' }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        (await _project.AcceptAsync()).IsRefused.Should().BeFalse();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        EvaluationResult result = await _project.RunAsync();

        MetricVerdict metric = result.Outcomes.Single().Verdict.Metrics[0];
        metric.Rule.Should().Be("screen and combine");
        result.Outcomes.Single().Verdict.SamplesPerCase.Should().Be(3);
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2001");
    }

    [Fact]
    public async Task A_missing_model_file_is_not_evaluated_and_has_a_status_of_its_own()
    {
        File.Delete(Path.Combine(_project.Folder, "m.yml"));

        EvaluationResult plain = await _project.BuildAsync();
        EvaluationResult gate = await _project.RunAsync();
        EvaluationResult skipped = await _project.WithSetting("LlmEvalMissingModel", "skip").RunAsync();

        plain.Diagnostics.Single().Should().Match<Diagnostic>(d => d.Code == "LLM2012" && d.Severity == Severity.Warning);
        gate.Diagnostics.Single().Should().Match<Diagnostic>(d => d.Code == "LLM2012" && d.Severity == Severity.Error);
        skipped.Diagnostics.Single().Severity.Should().Be(Severity.Warning);
        gate.ExitStatus.Should().Be(3);
        gate.IsComplete.Should().BeFalse();
    }

    [Fact]
    public async Task A_missing_baseline_is_an_error_only_in_the_gate_of_a_build_server()
    {
        (await _project.RunAsync()).HasErrors.Should().BeFalse();
        _project.IsContinuousIntegration = true;

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Single().Should().Match<Diagnostic>(d => d.Code == "LLM2011" && d.Severity == Severity.Error);
    }

    [Fact]
    public async Task A_filtered_run_says_partial_and_cannot_be_accepted()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");

        EvaluationResult result = await _project.RunAsync("case=ann");
        await _project.RunAsync();
        AcceptedBaselines accepted = await _project.AcceptAsync(filter: "case=ann");

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2013");
        result.Outcomes.Single().Verdict.IsPartial.Should().BeTrue();
        accepted.IsRefused.Should().BeTrue();
    }

    [Fact]
    public async Task A_filter_that_matches_nothing_is_an_error()
    {
        EvaluationResult result = await _project.RunAsync("case=nobody");

        result.Diagnostics.Single().Code.Should().Be("LLM1017");
        result.ExitStatus.Should().Be(5);
    }

    [Fact]
    public async Task A_baseline_that_no_suite_uses_is_an_error()
    {
        await AcceptedAsync();
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "name: greeting\nprompt: greet");

        EvaluationResult result = await _project.BuildAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2004" && d.Location.File == _project.BaselinePath);
    }

    [Fact]
    public async Task A_turn_sees_the_answers_before_it()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            cases:
              - id: talk
                vars: { name: Ann }
                turns:
                  - user: "And {{name}}'s brother?"
                    score: [contains: { value: brother, metric: brother }]
                score: [contains: Hello]
            """);

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().NotContain(d => d.Severity == Severity.Error);
        _project.Calls.Count(c => c == "ask").Should().Be(2);
        _project.Read("obj/llmeval/results/greet.m.jsonl").Should().Contain("Hello Ann").And.Contain("Hello And Ann's brother?");
    }

    [Fact]
    public async Task A_turns_check_judges_the_answer_to_that_turn_and_stop_ends_the_conversation_there()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            cases:
              - id: talk
                vars: { name: Ann }
                turns:
                  - user: "first"
                    score: [contains: { value: first, metric: first }]
                  - user: "second"
                    stop: true
                    score: [contains: { value: nothing like it, metric: second }]
                  - user: "third"
                    score: [contains: { value: third, metric: third }]
            """);

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().NotContain(d => d.Severity == Severity.Error);
        IReadOnlyList<MetricVerdict> metrics = result.Outcomes.Single().Verdict.Metrics;
        metrics.Single(m => m.Metric.Name == "first").Mean.Should().Be(1);
        metrics.Single(m => m.Metric.Name == "second").Mean.Should().Be(0);
        metrics.Single(m => m.Metric.Name == "third").NotApplicableCases.Should().Be(1);
        _project.Calls.Count(c => c == "ask").Should().Be(3, "the prompt asks, then two turns");
    }

    [Fact]
    public async Task A_limit_that_cannot_be_kept_is_refused()
    {
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml")
            .Replace("name: Cid }", "name: Cid }, turns: [{ user: again }]", StringComparison.Ordinal) + "\nlimits: { case-steps: 1 }\n");

        EvaluationResult result = await _project.ValidateAsync();

        result.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Should().Equal("LLM1003");
    }

    [Fact]
    public async Task The_baseline_of_another_suite_is_never_compared_with()
    {
        await AcceptedAsync();
        File.WriteAllText(_project.BaselinePath, File.ReadAllText(_project.BaselinePath).Replace("\"suite\":\"greet\"", "\"suite\":\"other\"", StringComparison.Ordinal));

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM1024" && d.Message.Contains("'other'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_result_holds_the_fresh_samples_too()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        await _project.RunAsync();

        _project.Read("obj/llmeval/results/greet.m.jsonl").Split('\n').Count(l => l.StartsWith("{\"case\":\"ann\"", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task Private_texts_are_in_no_report_verdict_or_baseline()
    {
        const string planted = "xyzzy-planted";
        _project.Write("evals/greet.eval.yml", "prompt: greet\nmodels: [m]\ndata: { file: rows.jsonl, private: true }\nscore:\n  - contains: Hello\n");
        _project.Write("evals/rows.jsonl", $$"""{"id":"one","name":"{{planted}}"}""" + "\n");
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        EvaluationResult result = await _project.RunAsync();

        result.HasErrors.Should().BeTrue();
        string.Concat(result.Diagnostics).Should().NotContain(planted);
        foreach (string file in (string[])["obj/llmeval/report.txt", "obj/llmeval/report.json", "obj/llmeval/candidates/greet.m.baseline.jsonl", "evals/baselines/greet.m.baseline.jsonl"])
        {
            _project.Read(file).Should().NotContain(planted);
        }
    }

    private async Task AcceptedAsync()
    {
        (await _project.RunAsync()).HasErrors.Should().BeFalse();
        AcceptedBaselines accepted = await _project.AcceptAsync();
        accepted.IsRefused.Should().BeFalse();
        accepted.Written.Should().ContainSingle();
    }
}
