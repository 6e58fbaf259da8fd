using LlmEval.Gating;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>A scripted model that a scripted judge judges: answers, cache, budget, plan, baseline and gate together.</summary>
public sealed class JudgingTests : IDisposable
{
    private const string Yes = """{"reason": "it greets", "verdict": "met"}""";
    private const string No = """{"reason": "no greeting", "verdict": "not-met"}""";

    private readonly ProjectFolder _project = new();

    public JudgingTests()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            judge: j
            score:
              - llm-rubric: Greets the person by name.
            cases:
              - { id: ann, vars: { name: Ann } }
              - { id: bob, vars: { name: Bob } }
              - { id: cid, vars: { name: Cid } }
            """);
        Judge($"- {{ user: 'Go away', answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_judge_is_asked_once_an_answer_and_once_more_to_see_whether_it_agrees_with_itself()
    {
        EvaluationResult first = await _project.RunAsync();

        SuiteOutcome outcome = first.Outcomes.Should().ContainSingle().Subject;
        outcome.Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        outcome.Verdict.Metrics[0].Mean.Should().Be(1);
        outcome.UsedForJudging.Calls.Should().Be(6);
        JudgeCalls().Should().Be(6);

        (await _project.RunAsync()).Outcomes[0].UsedForJudging.Calls.Should().Be(0, "judgements are cached like answers");
        (await _project.BuildAsync()).Outcomes[0].Verdict.Metrics[0].Mean.Should().Be(1);
    }

    [Fact]
    public async Task An_uncalibrated_judge_says_so_and_its_floor_is_not_judged()
    {
        Suite("gate: { floor: { llm-rubric: 1.0 } }");
        _project.WithScript("- { answer: 'Go away {user}' }\n");

        EvaluationResult result = await _project.RunAsync();

        Verdict verdict = result.Outcomes[0].Verdict;
        verdict.Metrics[0].Mean.Should().Be(0);
        verdict.Metrics[0].FloorHolds.Should().BeNull();
        verdict.IsFailure.Should().BeFalse();
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2020" && d.Severity == Severity.Warning && d.Message.Contains("floor is not judged"));
    }

    [Fact]
    public async Task A_judge_that_people_agree_with_may_hold_a_floor()
    {
        Suite("gate: { floor: { llm-rubric: 1.0 } }", "llm-rubric: { value: Greets the person by name., labels: labels.jsonl }");
        Labels(100, i => i % 2 == 0);
        _project.WithScript("- { answer: 'Go away {user}' }\n");

        EvaluationResult result = await _project.RunAsync();

        MetricVerdict metric = result.Outcomes[0].Verdict.Metrics[0];
        metric.Judge!.IsCalibrated.Should().BeTrue(metric.Judge.Summary);
        metric.Judge.Labels.Should().Be(100);
        metric.Judge.Kappa.Should().Be(1);
        _project.Read("obj/llmeval/report.txt").Should().Contain("with the labels of 100 answers its kappa is 1.00 (95% interval");
        metric.FloorHolds.Should().BeFalse();
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2002" && d.Severity == Severity.Error);
    }

    [Fact]
    public async Task A_judge_that_people_disagree_with_holds_no_floor()
    {
        Suite("gate: { floor: { llm-rubric: 1.0 } }", "llm-rubric: { value: Greets the person by name., labels: labels.jsonl }");
        Labels(100, i => i % 3 == 0);

        MetricVerdict metric = (await _project.RunAsync()).Outcomes[0].Verdict.Metrics[0];

        metric.Judge!.IsCalibrated.Should().BeFalse();
        metric.Judge.Kappa.Should().BeLessThan(0.6);
        metric.FloorHolds.Should().BeNull();
    }

    [Fact]
    public async Task A_judge_that_changes_its_mind_decides_nothing()
    {
        Suite(string.Empty, "llm-rubric: Greets the person by name.", "- contains: Hello");
        Judge($"- {{ sample: 1, answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM2021" && d.Severity == Severity.Warning);
        result.Outcomes[0].Verdict.Metrics[0].State.Should().Be(MetricState.NotCompared);
        result.Outcomes[0].Verdict.IsFailure.Should().BeFalse();
    }

    [Fact]
    public async Task A_floor_on_a_judge_that_fell_away_is_nothing_that_could_fail()
    {
        Suite("gate: { floor: { llm-rubric: 0.5 } }", "llm-rubric: Greets the person by name.");
        Judge($"- {{ sample: 1, answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Error);
    }

    [Fact]
    public async Task When_every_judge_falls_away_nothing_is_left_to_pass()
    {
        Judge($"- {{ sample: 1, answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Error);
    }

    [Fact]
    public async Task A_fall_that_a_judge_sees_is_a_regression()
    {
        await AcceptAsync();
        // The judge stays as it is: only the answers changed.
        _project.WithScript("- { answer: 'Go away {user}' }\n");
        EvaluationResult accepted = await _project.RunAsync();

        accepted.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Regression);
        accepted.Outcomes[0].Verdict.Metrics[0].Lost.Should().Equal("ann", "bob", "cid");
    }

    [Fact]
    public async Task An_unchanged_suite_needs_neither_judge_nor_cache_and_knows_what_the_judge_was_worth()
    {
        await AcceptAsync();
        _project.ForgetAnswers();
        File.Delete(Path.Combine(_project.Folder, "j.log"));

        EvaluationResult result = await _project.BuildAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        result.Outcomes[0].Verdict.Metrics[0].Judge!.JudgedTwice.Should().Be(3);
        JudgeCalls().Should().Be(0);
    }

    [Fact]
    public async Task Another_judge_scores_the_accepted_answers_anew()
    {
        await AcceptAsync();
        Judge($"- {{ answer: '{Yes}' }}\n");

        (await _project.BuildAsync()).Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.NotEvaluated, "a plain build asks no judge");
        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Pass);
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2030");
    }

    [Fact]
    public async Task A_plain_build_does_not_ask_the_judge_and_says_that_the_suite_is_not_evaluated()
    {
        await _project.RunAsync();
        _project.Replace("evals/greet.eval.yml", "by name.", "by name, politely.");

        EvaluationResult result = await _project.BuildAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        JudgeCalls().Should().Be(6);
    }

    [Theory]
    [InlineData("I think it is fine")]
    [InlineData("""{"verdict": "perhaps", "reason": "x"}""")]
    [InlineData("")]
    public async Task A_verdict_that_cannot_be_read_is_no_score(string said)
    {
        Judge($"- {{ answer: '{said}' }}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Error);
        result.Outcomes[0].Verdict.UnscoredCases.Should().Equal("ann", "bob", "cid");

        int before = JudgeCalls();
        await _project.RunAsync();
        JudgeCalls().Should().BeGreaterThan(before, "what cannot be read is not kept, so that to run again helps");
    }

    [Fact]
    public async Task A_judge_that_refuses_leaves_the_answers_unscored_and_is_asked_again_by_the_next_run()
    {
        Judge("- { fault: refused }\n");
        EvaluationResult refused = await _project.RunAsync();
        refused.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Error);

        int before = JudgeCalls();
        await _project.RunAsync();
        JudgeCalls().Should().BeGreaterThan(before, "trouble is not cached");
    }

    [Fact]
    public async Task A_judge_without_its_file_is_a_missing_model()
    {
        File.Delete(Path.Combine(_project.Folder, "j.yml"));

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.ModelMissing);
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2012" && d.Message.Contains("'j'"));
    }

    [Fact]
    public async Task Judging_counts_against_the_limit_of_money()
    {
        Suite("limits: { spend: 0.5 }");
        _project.WithModelMetadata("RequestPrice", "0.2", "j");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Should().Contain(d => d.Code == "LLM3015" && d.Message.Contains("spent 0.4"));
        JudgeCalls().Should().Be(2);
    }

    [Fact]
    public async Task A_plan_prices_the_judge_and_asks_nobody()
    {
        _project.WithModelMetadata("RequestPrice", "0.2", "j");

        EvaluationResult plan = await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken);

        RunEstimate estimate = plan.Outcomes[0].Estimate!;
        estimate.Judge.Most.Calls.Should().Be(6);
        estimate.Judge.Most.Cost.Should().BeApproximately(1.2, 1e-9);
        JudgeCalls().Should().Be(0);

        await _project.RunAsync();
        (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes[0].Estimate!.Judge.Most.Calls.Should().Be(3, "only the second judgements are reckoned anew");
    }

    [Fact]
    public async Task A_suite_in_which_every_check_only_reports_is_a_mistake()
    {
        Suite(string.Empty, "llm-rubric: { value: Greets., gate: report }");

        EvaluationResult result = await _project.ValidateAsync();

        result.Diagnostics.Should().ContainSingle(d => d.IsError).Which.Code.Should().Be("LLM1026");
    }

    [Fact]
    public async Task A_check_that_asks_a_model_needs_its_name()
    {
        _project.Replace("evals/greet.eval.yml", "judge: j\n", string.Empty);
        (await _project.ValidateAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM1006" && d.Message.Contains("judge"));

        _project.Replace("evals/greet.eval.yml", "models: [m]\n", "models: [m]\njudge: jj\n");
        (await _project.ValidateAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM1015" && d.Message.Contains("'j'"));
    }

    [Fact]
    public async Task What_judges_said_is_kept_when_the_cache_is_pruned_to_what_is_needed()
    {
        await _project.RunAsync();

        CacheNeeds needs = await CacheNeeds.FindAsync(
            _project.Manifest(), new LlmEval.Models.ProviderRegistry(new LlmEval.Models.Scripted.ScriptedModelProvider()), _project.Cache,
            name => name == "LLMEVAL_HOME" ? Path.Combine(_project.Folder, "home") : null, TestContext.Current.CancellationToken);

        needs.Keys.Should().HaveCount(3 + 3 + 3);
    }

    [Fact]
    public async Task One_edited_case_neither_takes_the_gate_from_a_judge_nor_gives_it_back()
    {
        Many();
        Judge($"- {{ sample: 1, user: 'Hello Odd', answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");
        await AcceptAsync();
        _project.ForgetAnswers();
        _project.Replace("evals/greet.eval.yml", "name: N3 ", "name: Odd ");

        EvaluationResult result = await _project.RunAsync();

        JudgeState judge = result.Outcomes[0].Verdict.Metrics[0].Judge!;
        (judge.JudgedTwice, judge.Changed, judge.IsStable).Should().Be((13, 1, true));
        result.Outcomes[0].Verdict.Metrics[0].State.Should().Be(MetricState.Held, "it is still compared");
    }

    [Fact]
    public async Task A_judge_whose_second_judgement_cannot_be_read_did_not_show_that_it_agrees_with_itself()
    {
        Suite(string.Empty, second: "- contains: Hello");
        Judge($"- {{ sample: 1, answer: 'Well.' }}\n- {{ answer: '{Yes}' }}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Metrics[0].Judge!.IsAdvisory.Should().BeTrue();
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2021" && d.Message.Contains("3 could not be judged a second time"));
    }

    [Fact]
    public async Task Empty_answers_do_not_take_the_places_of_those_that_are_judged_twice()
    {
        Many(30);
        _project.WithScript("- { user: N2, answer: Hello }\n- { answer: '' }\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Metrics[0].Judge!.JudgedTwice.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_calibrated_judge_that_changes_its_mind_holds_no_floor_and_is_nothing_to_fail_by()
    {
        Suite("gate: { floor: { llm-rubric: 1.0 } }", "llm-rubric: { value: Greets the person by name., labels: labels.jsonl }");
        Labels(100, i => i % 2 == 0);
        Judge($"- {{ sample: 1, answer: '{Yes}' }}\n- {{ user: 'Go away', answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");
        _project.WithScript("- { answer: 'Go away {user}' }\n");

        EvaluationResult result = await _project.RunAsync();

        MetricVerdict metric = result.Outcomes[0].Verdict.Metrics[0];
        (metric.Judge!.IsCalibrated, metric.Judge.IsAdvisory, metric.FloorHolds).Should().Be((true, true, null));
        result.Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.Error, "nothing is left that could fail");
    }

    [Fact]
    public async Task A_must_pass_case_that_only_an_unstable_judge_looks_at_is_no_pass()
    {
        Suite(string.Empty, second: string.Empty);
        _project.Replace("evals/greet.eval.yml", "- { id: ann, vars: { name: Ann } }", "- { id: ann, vars: { name: Ann }, must-pass: true }");
        _project.Replace("evals/greet.eval.yml", "vars: { name: Bob } }", "vars: { name: Bob }, score: [ contains: Hello ] }");
        Judge($"- {{ sample: 1, answer: '{No}' }}\n- {{ answer: '{Yes}' }}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes[0].Verdict.Findings.Should().Contain(f => f.Kind == VerdictKind.Error && f.Cases.Contains("ann"));
    }

    [Fact]
    public async Task Cases_may_have_one_metric_from_several_judges_each_of_which_is_known_and_in_the_key()
    {
        _project.WithScript($"- {{ answer: '{No}' }}\n", "k");
        Suite(string.Empty);
        _project.Replace("evals/greet.eval.yml", "vars: { name: Bob } }", "vars: { name: Bob }, score: [ llm-rubric: { value: Greets., judge: k } ] }");
        _project.Write("prompts/mine.prompt.yml", "messages: [{ role: user, content: 'Mine: {{answer}} {{rubric}} {{format}}' }]");
        _project.Replace("evals/greet.eval.yml", "vars: { name: Cid } }", "vars: { name: Cid }, score: [ llm-rubric: { value: Greets., prompt: mine } ] }");

        EvaluationResult first = await _project.RunAsync();

        first.Outcomes[0].Verdict.Metrics[0].UnscoredSamples.Should().Be(0);
        first.Outcomes[0].Verdict.Metrics[0].Mean.Should().BeApproximately(2.0 / 3, 1e-6);
        (await _project.AcceptAsync()).Written.Should().NotBeEmpty();
        (await _project.BuildAsync()).Outcomes[0].Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        _project.Replace("prompts/mine.prompt.yml", "Mine:", "Yours:");
        (await _project.RunAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM2030", "the judge's prompt of one case decides its score");
        _project.Replace("prompts/mine.prompt.yml", "Yours:", "Mine:");
        _project.WithScript($"- {{ answer: '{Yes}' }}\n", "k");
        (await _project.RunAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM2030", "so does the judge of another");
    }

    [Fact]
    public async Task Labels_of_a_case_of_its_own_are_followed_when_they_change()
    {
        Suite(string.Empty, "contains: Hello");
        Labels(40, i => i % 2 == 0);
        _project.Replace("evals/greet.eval.yml", "vars: { name: Bob } }", "vars: { name: Bob }, score: [ llm-rubric: { value: Greets., labels: labels.jsonl } ] }");
        await AcceptAsync();
        (await _project.BuildAsync()).Outcomes[0].Verdict.Metrics.Single(m => m.Metric.Name == "llm-rubric").Judge!.Kappa.Should().Be(1);
        Labels(40, i => i % 3 == 0);

        (await _project.RunAsync()).Outcomes[0].Verdict.Metrics.Single(m => m.Metric.Name == "llm-rubric").Judge!.Kappa.Should().BeLessThan(1);
    }

    private void Many(int count = 12) => _project.Write("evals/greet.eval.yml", $$"""
        prompt: greet
        models: [m]
        judge: j
        score:
          - llm-rubric: Greets the person by name.
        cases:

        """ + string.Concat(Enumerable.Range(0, count).Select(i => $"  - {{ id: c{i:00}, vars: {{ name: N{i} }} }}\n")));

    private void Judge(string rules) => _project.WithScript(rules, "j").WithModelMetadata("CallLog", "j.log", "j");

    private void Suite(string more, string check = "llm-rubric: Greets the person by name.", string second = "") => _project.Write("evals/greet.eval.yml", $$"""
        prompt: greet
        models: [m]
        judge: j
        score:
          - {{check}}
          {{second}}
        cases:
          - { id: ann, vars: { name: Ann } }
          - { id: bob, vars: { name: Bob } }
          - { id: cid, vars: { name: Cid } }
        {{more}}
        """);

    private void Labels(int count, Func<int, bool> isGood) => _project.Write("evals/labels.jsonl", string.Concat(Enumerable.Range(0, count).Select(i =>
        $$"""{"answer": "{{(i % 2 == 0 ? "Hello" : "Go away")}} {{i}}", "label": {{(isGood(i) ? "true" : "false")}}}""" + "\n")));

    private int JudgeCalls() => File.Exists(Path.Combine(_project.Folder, "j.log"))
        ? File.ReadAllLines(Path.Combine(_project.Folder, "j.log")).Count(l => l.StartsWith("ask", StringComparison.Ordinal)) : 0;

    private async Task AcceptAsync()
    {
        await _project.RunAsync();
        (await _project.AcceptAsync()).Written.Should().NotBeEmpty();
    }
}
