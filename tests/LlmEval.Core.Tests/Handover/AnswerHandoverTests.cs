using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Handover;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Reporting;
using LlmEval.Running;

namespace LlmEval.Core.Tests.Handover;

public sealed class AnswerHandoverTests
{
    [Fact]
    public async Task A_suite_of_which_all_cases_are_handed_over_has_a_verdict_and_leaves_result_candidate_and_reports()
    {
        using HandedSuite suite = new(3);

        EvaluationResult result = await suite.TestAsync((_, _) => true);

        SuiteOutcome outcome = result.Outcomes.Single();
        outcome.Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        outcome.SamplesDrawn.Should().Be(9);
        result.IsComplete.Should().BeTrue();
        File.Exists(outcome.ResultPath).Should().BeTrue();
        File.Exists(suite.Candidate).Should().BeTrue();
        File.Exists(Path.Combine(suite.Project.Output, TextReport.Name)).Should().BeTrue();
    }

    [Fact]
    public async Task Samples_are_drawn_by_their_numbers_and_come_back_with_scores()
    {
        using HandedSuite suite = new(1);
        await using AnswerHandover handover = await suite.OpenAsync();
        List<int> asked = [];

        (SuiteOutcome outcome, ResultCase item) = await handover.JudgeAsync("c00", (sample, _) =>
        {
            asked.Add(sample);
            return Task.FromResult<EvalAnswer>($"yes {sample}");
        }, CancellationToken.None);

        asked.Should().Equal(0, 1, 2);
        item.Samples.Select(s => s.Turns[^1].Text).Should().Equal("yes 0", "yes 1", "yes 2");
        item.Scores.Should().AllSatisfy(s => s.Single(x => x.Metric == "contains").Passed.Should().BeTrue());
        item.Location.Line.Should().BeGreaterThan(1);
        outcome.Verdict.Kind.Should().Be(VerdictKind.Partial);
    }

    [Fact]
    public async Task A_suite_accepted_at_91_percent_is_green_ten_times_running()
    {
        using HandedSuite suite = new(100);
        bool Answers(string id, int sample) => id.EndsWith('3') || !id.StartsWith("c1", StringComparison.Ordinal) || id == "c10";
        await suite.AcceptedAsync(Answers);

        for (int run = 0; run < 10; run++)
        {
            EvaluationResult again = await suite.TestAsync(Answers);
            again.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass, $"run {run}");
            again.HasErrors.Should().BeFalse();
        }
    }

    [Fact]
    public async Task A_suite_whose_answers_get_worse_is_red_and_names_the_lost_cases()
    {
        using HandedSuite suite = new(12);
        await suite.AcceptedAsync((_, _) => true);
        await using AnswerHandover handover = await suite.OpenAsync();

        List<SuiteOutcome> cases = [];
        foreach (string id in handover.CaseIds) { cases.Add((await handover.JudgeAsync(id, HandedSuite.Code(id, (c, _) => c is not ("c03" or "c07")), CancellationToken.None)).Outcome); }

        EvaluationResult result = await handover.CompleteAsync(CancellationToken.None);

        cases.Where(c => c.Verdict.LostCases.Count > 0).SelectMany(c => c.Verdict.LostCases).Should().Equal("c03", "c07");
        Verdict verdict = result.Outcomes.Single().Verdict;
        verdict.Kind.Should().Be(VerdictKind.Regression);
        verdict.LostCases.Should().BeEquivalentTo("c03", "c07");
        result.ExitStatus.Should().Be(1);
    }

    [Fact]
    public async Task A_general_fall_is_red_by_the_first_samples_alone()
    {
        using HandedSuite suite = new(60);
        await suite.AcceptedAsync((_, _) => true);

        // Each case fails one sample of three: no case looks lost, and all of them together fell.
        Verdict verdict = (await suite.TestAsync((_, sample) => sample % 3 != 1)).Outcomes.Single().Verdict;

        verdict.Kind.Should().Be(VerdictKind.Regression);
        verdict.LostCases.Should().BeEmpty();
        verdict.Metrics.Single(m => m.Metric.Name == "contains").MeanFell.Should().BeTrue();
    }

    [Fact]
    public async Task Code_that_throws_leaves_its_sample_unscored_with_its_message_and_place()
    {
        using HandedSuite suite = new(2);
        await using AnswerHandover handover = await suite.OpenAsync();

        (_, ResultCase item) = await handover.JudgeAsync("c00", (_, _) => throw new InvalidOperationException("no index"), CancellationToken.None);
        await handover.JudgeAsync("c01", "yes", CancellationToken.None);

        item.Samples.Should().AllSatisfy(s => s.Trouble.Should().StartWith("InvalidOperationException: no index").And.Contain(nameof(AnswerHandoverTests)));
        EvaluationResult result = await handover.CompleteAsync(CancellationToken.None);
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Error);
        result.Outcomes.Single().Candidate.Should().BeNull();
        result.HasErrors.Should().BeTrue();
    }

    [Fact]
    public async Task Code_that_gives_nothing_is_unscored()
    {
        using HandedSuite suite = new(1);
        await using AnswerHandover handover = await suite.OpenAsync();

        (_, ResultCase item) = await handover.JudgeAsync("c00", (_, _) => Task.FromResult<EvalAnswer>(null!), CancellationToken.None);

        item.Samples.Should().HaveCount(3).And.AllSatisfy(s => s.Trouble.Should().Contain("no answer (null)"));
    }

    [Fact]
    public async Task Code_that_takes_too_long_is_unscored_even_if_it_does_not_look_at_its_token()
    {
        using HandedSuite suite = new(1, "limits: { case-time: 50ms }");
        await using AnswerHandover handover = await suite.OpenAsync();

        (_, ResultCase item) = await handover.JudgeAsync("c00", async (_, _) =>
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return "yes";
        }, CancellationToken.None);

        item.Samples.Should().AllSatisfy(s => s.Trouble.Should().Contain("no answer within the limit of 0.05 s"));
    }

    [Fact]
    public async Task Cases_that_no_test_handed_over_make_the_suite_not_evaluated_and_leave_no_candidate()
    {
        using HandedSuite suite = new(3);
        await using AnswerHandover handover = await suite.OpenAsync();
        await handover.JudgeAsync("c01", "yes", CancellationToken.None);

        EvaluationResult result = await handover.CompleteAsync(CancellationToken.None);

        SuiteOutcome outcome = result.Outcomes.Single();
        outcome.Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        outcome.Verdict.Findings.Single().Text.Should().Be("2 cases of 3 not handed over by tests: c00, c02.");
        result.Diagnostics.Single().Message.Should().EndWith("Run all of its tests: dotnet test.");
        result.IsComplete.Should().BeFalse();
        result.ExitStatus.Should().Be(3);
        File.Exists(suite.Candidate).Should().BeFalse();
    }

    [Fact]
    public async Task A_run_that_was_asked_for_a_part_judges_it_as_a_part()
    {
        using HandedSuite suite = new(3);
        await using AnswerHandover handover = await suite.OpenAsync();
        await handover.JudgeAsync("c01", "yes", CancellationToken.None);

        SuiteOutcome outcome = (await handover.CompleteAsync(["c01"], CancellationToken.None)).Outcomes.Single();

        outcome.Verdict.Kind.Should().Be(VerdictKind.Partial);
        outcome.Verdict.IsPartial.Should().BeTrue();
        outcome.Candidate.Should().BeNull();
    }

    [Fact]
    public async Task A_must_pass_case_is_cleared_or_failed_by_fresh_samples_at_once()
    {
        using HandedSuite suite = new(3, ofCase: _ => ", must-pass: true");
        await using AnswerHandover handover = await suite.OpenAsync();

        (SuiteOutcome once, ResultCase drawn) = await handover.JudgeAsync("c00", HandedSuite.Code("c00", (_, sample) => sample != 1), CancellationToken.None);
        (SuiteOutcome twice, _) = await handover.JudgeAsync("c01", HandedSuite.Code("c01", (_, sample) => sample is not (1 or 4)), CancellationToken.None);
        (SuiteOutcome finished, _) = await handover.JudgeAsync("c02", "no", CancellationToken.None);

        drawn.Samples.Should().HaveCount(6);
        (once.Verdict.MustPassFailed.Count, once.Verdict.MustPassUnstable.Single()).Should().Be((0, "c00"));
        twice.Verdict.MustPassFailed.Should().Equal("c01");
        finished.Verdict.MustPassFailed.Should().Equal("c02");
        (await handover.CompleteAsync(CancellationToken.None)).Outcomes.Single().Verdict.MustPassFailed.Should().BeEquivalentTo("c01", "c02");
    }

    [Fact]
    public async Task A_case_that_is_lost_by_a_finished_answer_alone_is_left_to_the_verdict_over_the_suite()
    {
        using HandedSuite suite = new(40);
        async Task<EvaluationResult> RunAsync(Func<int, bool> passes)
        {
            await using AnswerHandover handover = await suite.OpenAsync();
            for (int i = 0; i < 40; i++) { await handover.JudgeAsync(HandedSuite.Id(i), passes(i) ? "yes" : "no", CancellationToken.None); }

            return await handover.CompleteAsync(CancellationToken.None);
        }

        await RunAsync(_ => true);
        (await suite.Project.AcceptAsync()).Diagnostics.Should().NotContain(d => d.IsError);

        (await RunAsync(i => i != 5)).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
        (await RunAsync(i => i % 2 == 0)).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Regression);
    }

    [Fact]
    public async Task Under_the_deterministic_rule_one_answer_a_case_counts()
    {
        using HandedSuite suite = new(6, "gate: { regression: deterministic }");
        await suite.AcceptedAsync((_, _) => true);

        Verdict verdict = (await suite.TestAsync((id, _) => id != "c02")).Outcomes.Single().Verdict;

        verdict.SamplesPerCase.Should().Be(1);
        verdict.Kind.Should().Be(VerdictKind.Regression);
        verdict.LostCases.Should().Equal("c02");
    }

    [Fact]
    public async Task A_case_is_handed_over_once_and_only_when_the_suite_has_it()
    {
        using HandedSuite suite = new(2);
        await using AnswerHandover handover = await suite.OpenAsync();
        await handover.JudgeAsync("c00", "yes", CancellationToken.None);

        Func<Task> again = () => handover.JudgeAsync("c00", "yes", CancellationToken.None);
        Func<Task> unknown = () => handover.JudgeAsync("c0", "yes", CancellationToken.None);

        (await again.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Message.Should().Contain("handed over before");
        (await unknown.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Message.Should().Contain("has no case 'c0'");
    }

    [Fact]
    public async Task A_cancelled_case_can_be_handed_over_again()
    {
        using HandedSuite suite = new(1);
        await using AnswerHandover handover = await suite.OpenAsync();
        using CancellationTokenSource cancelled = new();

        Func<Task> stop = () => handover.JudgeAsync("c00", async (_, ct) =>
        {
            await cancelled.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return "yes";
        }, cancelled.Token);

        await stop.Should().ThrowAsync<OperationCanceledException>();
        await handover.JudgeAsync("c00", "yes", CancellationToken.None);
        (await handover.CompleteAsync(CancellationToken.None)).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
    }

    [Fact]
    public async Task A_thousand_cases_at_once_are_judged_by_one_reading_of_the_suite()
    {
        using HandedSuite suite = new(1000);
        await using AnswerHandover handover = await suite.OpenAsync();
        suite.Project.Write("evals/own.eval.yml", "models: [rag");

        await Parallel.ForEachAsync(handover.CaseIds, async (id, ct) => await handover.JudgeAsync(id, HandedSuite.Code(id, (c, s) => c != "c17"), ct));

        suite.Project.Write("evals/own.eval.yml", "models: [rag]");
        Verdict verdict = (await handover.CompleteAsync(CancellationToken.None)).Outcomes.Single().Verdict;
        verdict.Cases.Should().Be(1000);
        verdict.Metrics.Single(m => m.Metric.Name == "contains").Mean.Should().BeApproximately(0.999, 1e-9);
    }

    [Fact]
    public async Task Metrics_over_the_suite_and_floors_are_judged_when_all_was_handed_over()
    {
        using HandedSuite suite = new(10, "gate: { floor: { contains: 0.9 } }");

        (await suite.TestAsync((id, _) => id != "c00")).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        (await suite.TestAsync((id, _) => id is not ("c00" or "c01"))).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.BelowFloor);
    }

    [Fact]
    public async Task A_suite_with_a_model_that_is_asked_is_not_handed_over()
    {
        using HandedSuite suite = new(1);
        suite.Project.Write("prompts/ask.prompt.yml", "messages:\n  - { role: user, content: '{{question}}' }\n").Replace("evals/own.eval.yml", "models: [rag]", "prompt: ask\nmodels: [rag, m]");

        Func<Task> open = suite.OpenAsync;

        (await open.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Message.Should().Contain("rag, m").And.Contain("Provider=\"Test\"");
    }

    [Fact]
    public async Task A_mistake_in_another_suite_is_not_in_the_way()
    {
        using HandedSuite suite = new(1);
        suite.Project.Write("evals/broken.eval.yml", "models: [rag");

        (await suite.TestAsync((_, _) => true)).IsComplete.Should().BeTrue();
    }

    [Fact]
    public async Task Nothing_that_was_handed_over_is_kept_so_that_no_build_takes_it_for_an_answer()
    {
        using HandedSuite suite = new(2);
        await suite.AcceptedAsync((_, _) => true);
        List<int> asked = [];

        await using AnswerHandover handover = await suite.OpenAsync();
        await handover.JudgeAsync("c00", (sample, _) =>
        {
            asked.Add(sample);
            return Task.FromResult<EvalAnswer>("yes");
        }, CancellationToken.None);

        asked.Should().Equal(0, 1, 2);
    }

    [Fact]
    public async Task A_suite_in_which_some_answers_came_finished_is_accepted_with_one_sample_a_case()
    {
        using HandedSuite suite = new(4);
        await using AnswerHandover handover = await suite.OpenAsync();
        await handover.JudgeAsync("c00", "yes", CancellationToken.None);
        for (int i = 1; i < 4; i++) { await handover.JudgeAsync(HandedSuite.Id(i), HandedSuite.Code(HandedSuite.Id(i), (_, _) => true), CancellationToken.None); }

        SuiteOutcome outcome = (await handover.CompleteAsync(CancellationToken.None)).Outcomes.Single();

        outcome.Candidate!.FirstSamples.Should().Be(1);
        (await suite.Project.AcceptAsync()).Written.Should().Equal(suite.BaselinePath);
        (await suite.TestAsync((_, _) => true)).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
    }

    [Fact]
    public async Task What_code_throws_in_a_private_case_is_told_without_its_words()
    {
        using HandedSuite suite = new(1);
        suite.Project.Write("evals/rows.csv", "id,question\np1,secret\n").Write("evals/own.eval.yml", "models: [rag]\nscore:\n  - contains: yes\ndata: { file: rows.csv, id: id, private: true }\n");
        await using AnswerHandover handover = await suite.OpenAsync();

        (_, ResultCase item) = await handover.JudgeAsync(handover.CaseIds.Single(), (_, _) => throw new InvalidOperationException("cannot answer 'secret'"), CancellationToken.None);

        item.Samples.Should().AllSatisfy(s => s.Trouble.Should().StartWith("InvalidOperationException").And.NotContain("secret"));
    }

    [Fact]
    public async Task What_the_code_says_of_its_answers_is_told_of_the_run()
    {
        using HandedSuite suite = new(2);
        await using AnswerHandover handover = await suite.OpenAsync();
        EvalAnswer answer = new("yes") { InputTokens = 100, OutputTokens = 10, Cost = 0.5 };
        await handover.JudgeAsync("c00", (_, _) => Task.FromResult(answer), CancellationToken.None);
        await handover.JudgeAsync("c01", answer, CancellationToken.None);

        SuiteOutcome outcome = (await handover.CompleteAsync(CancellationToken.None)).Outcomes.Single();

        outcome.UsedForAnswers.Should().Be(new Usage(4, 400, 40, 2));
        outcome.UsedForConfirmation.Should().Be(Usage.None);
    }

    [Fact]
    public async Task A_skipped_case_is_neither_handed_over_nor_missed()
    {
        using HandedSuite suite = new(3, ofCase: i => i == 1 ? ", skip: 'no source yet'" : null!);
        await using AnswerHandover handover = await suite.OpenAsync();
        handover.CaseIds.Should().Equal("c00", "c02");
        foreach (string id in handover.CaseIds) { await handover.JudgeAsync(id, "yes", CancellationToken.None); }

        Func<Task> skipped = () => handover.JudgeAsync("c01", "yes", CancellationToken.None);

        (await skipped.Should().ThrowAsync<LlmEvalException>()).Which.Diagnostic.Message.Should().Contain("skipped (no source yet)");
        Verdict verdict = (await handover.CompleteAsync(CancellationToken.None)).Outcomes.Single().Verdict;
        verdict.Kind.Should().Be(VerdictKind.NoBaseline);
        verdict.Skipped.Single().Id.Should().Be("c01");
        (await handover.CompleteAsync(["c00", "c01"], CancellationToken.None)).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Partial);
    }
}
