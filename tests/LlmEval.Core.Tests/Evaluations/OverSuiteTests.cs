using System.Text.Json;
using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class OverSuiteTests : IDisposable
{
    private const string Suite = """
        prompt: greet
        models: [m]
        score:
          - equals: { value: "{{expected}}", metric: category }
          - f1: { of: category, threshold: 0.6 }
          - accuracy: category
        cases:
          - { id: ann, tags: [de], vars: { name: Ann }, expected: cat }
          - { id: bob, tags: [de], vars: { name: Bob }, expected: cat }
          - { id: cid, tags: [fr], vars: { name: Cid }, expected: dog }
          - { id: dan, tags: [fr], vars: { name: Dan }, expected: dog }
        """;

    private readonly ProjectFolder _project = new ProjectFolder()
        .Write("evals/greet.eval.yml", Suite)
        .WithScript("""
            - { user: Ann, answer: cat, latency: 100ms, input-tokens: 10, output-tokens: 2 }
            - { user: Bob, answer: cat, latency: 200ms, input-tokens: 20, output-tokens: 2 }
            - { user: Cid, answer: dog, latency: 300ms, input-tokens: 30, output-tokens: 2 }
            - { user: Dan, answer: cat, latency: 400ms, input-tokens: 40, output-tokens: 6 }
            """);

    public void Dispose() => _project.Dispose();

    private static SuiteScoreVerdict Score(EvaluationResult result, string metric) => result.Outcomes.Single().Verdict.SuiteScores.Single(s => s.Metric.Name == metric);

    [Fact]
    public async Task A_run_measures_the_suite_and_what_it_used()
    {
        EvaluationResult result = await _project.RunAsync();

        // cat: 2 of 3 precise, all recalled; dog: 1 of 1 precise, 1 of 2 recalled.
        Score(result, "f1").Value.Should().BeApproximately((0.8 + 2.0 / 3) / 2, 1e-6);
        Score(result, "f1").Holds.Should().BeTrue();
        Score(result, "accuracy").Score.Slices.Should().Equal(new SliceScore("de", 1, 2), new SliceScore("fr", 0.5, 2));
        Score(result, "latency-p50").Value.Should().Be(0.2);
        Score(result, "latency-p95").Value.Should().Be(0.4);
        Score(result, "input-tokens").Value.Should().Be(25);
        Score(result, "output-tokens").Value.Should().Be(3);
        Score(result, "cost").Value.Should().Be(0, "a local model charges nothing");
        result.Outcomes.Single().Verdict.Metrics.Select(m => m.Metric.Name).Should().Equal("category", "cut", "empty", "filtered");
        result.Outcomes.Single().Verdict.Metrics[0].Slices.Should().Equal(new SliceScore("de", 1, 2), new SliceScore("fr", 0.5, 2));
        result.HasErrors.Should().BeFalse();
    }

    [Fact]
    public async Task Reports_and_result_tell_scores_slices_and_tables()
    {
        EvaluationResult result = await _project.RunAsync();

        string text = _project.Read("obj/llmeval/report.txt");
        text.Should().Contain("f1: 73.3% over 4").And.Contain("confusion matrix of category").And.Contain("worst of 2 tags: fr 50.0% (2 cases), de 100.0% (2 cases)").And.Contain("latency-p95 0.4 s");
        using JsonDocument report = JsonDocument.Parse(_project.Read("obj/llmeval/report.json"));
        JsonElement f1 = report.RootElement.GetProperty("verdicts")[0].GetProperty("overSuite")[0];
        f1.GetProperty("metric").GetString().Should().Be("f1");
        f1.GetProperty("holds").GetBoolean().Should().BeTrue();
        f1.GetProperty("tables").GetArrayLength().Should().Be(2);
        f1.GetProperty("slices")[0].GetProperty("tag").GetString().Should().Be("fr", "the worst comes first");
        string last = File.ReadLines(result.Outcomes.Single().ResultPath!).Last();
        last.Should().StartWith("{\"overSuite\":[{\"metric\":\"f1\"");
    }

    [Fact]
    public async Task A_bound_that_is_broken_fails_at_the_check()
    {
        _project.Replace("evals/greet.eval.yml", "threshold: 0.6", "threshold: 0.9");
        EvaluationResult result = await _project.RunAsync();
        Diagnostic error = result.Diagnostics.Single(d => d.IsError);
        (error.Code, error.Location.Line).Should().Be(("LLM2002", 5));
        error.Message.Should().Contain("f1: 73.3% over 4 is below its bound of 90.0%");
        result.ExitStatus.Should().Be(1);
    }

    [Theory]
    [InlineData("{ f1: 0.7 }", null)]
    [InlineData("{ f1: 0.8 }", "below its floor of 80.0%")]
    [InlineData("{ latency-p95: 300ms }", "latency-p95: 0.4 s over 4 is above its ceiling of 0.3 s")]
    [InlineData("{ latency-p95: 1s, output-tokens: 3, cost: 0 }", null)]
    [InlineData("{ category: { mean: 0.7, worst-slice: 0.6, min-cases: 2 } }", "'fr'")]
    [InlineData("{ category: { mean: 0.7, worst-slice: 0.5, min-cases: 2 } }", null)]
    [InlineData("{ accuracy: { worst-slice: 0.6, min-cases: 2 } }", "'fr'")]
    public async Task Floors_may_name_metrics_over_the_suite_and_slices(string floor, string? told)
    {
        _project.Write("evals/greet.eval.yml", Suite + $"\ngate: {{ floor: {floor} }}\n");
        EvaluationResult result = await _project.RunAsync();
        result.Outcomes.Should().ContainSingle(string.Join("; ", result.Diagnostics));
        if (told is null) { result.HasErrors.Should().BeFalse(string.Join("; ", result.Diagnostics)); }
        else { result.Diagnostics.Single(d => d.IsError).Message.Should().Contain(told); }
    }

    [Fact]
    public async Task Accepted_scores_are_judged_without_cache_or_model()
    {
        await AcceptedAsync();
        _project.Read("evals/baselines/greet.m.baseline.jsonl").Should().StartWith("{\"baseline\":3,").And.Contain("{\"overSuite\":\"f1\"").And.Contain("\"value\":0.733333");
        _project.ForgetAnswers();

        EvaluationResult build = await _project.BuildAsync();
        build.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        Score(build, "f1").Value.Should().Be(0.733333);
        Score(build, "output-tokens").Value.Should().BeGreaterThan(0);
        _project.Read("evals/baselines/greet.m.baseline.jsonl").Should().NotContain("latency", "times differ from run to run");

        // A bound that is raised is judged by what was accepted.
        _project.Replace("evals/greet.eval.yml", "threshold: 0.6", "threshold: 0.9");
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.BelowFloor);
        _project.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task The_difference_to_the_baseline_is_told()
    {
        await AcceptedAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "brief").Replace("m.yml", "{ user: Dan, answer: cat", "{ user: Dan, answer: dog");
        _project.WithModelMetadata("Baseline", "m");
        EvaluationResult result = await _project.RunAsync();
        Score(result, "f1").BaselineValue.Should().Be(0.733333);
        Score(result, "f1").Difference.Should().BeApproximately(1 - 0.733333, 1e-9);
        _project.Read("obj/llmeval/report.txt").Should().Contain("was 73.3%, +26.7 points");
    }

    [Fact]
    public async Task One_edited_case_asks_all_cases_again_when_the_cache_lost_their_texts()
    {
        await AcceptedAsync();
        _project.ForgetAnswers();
        _project.Replace("evals/greet.eval.yml", "name: Ann }, expected: cat", "name: Ann }, expected: dog");

        EvaluationResult build = await _project.BuildAsync();
        build.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        build.Diagnostics.Single(d => d.Code == "LLM2010").Message.Should().Contain("4 cases of 4");

        EvaluationResult run = await _project.RunAsync();
        _project.Calls.Count(c => c == "ask").Should().Be(4);
        Score(run, "f1").Score.Count.Should().Be(4);
    }

    [Fact]
    public async Task Without_checks_over_the_suite_only_the_edited_case_is_asked_and_usage_says_so()
    {
        _project.Replace("evals/greet.eval.yml", "  - f1: { of: category, threshold: 0.6 }\n  - accuracy: category\n", string.Empty);
        await AcceptedAsync();
        _project.ForgetAnswers();
        _project.Replace("evals/greet.eval.yml", "name: Ann }, expected: cat", "name: Ann }, expected: dog");

        EvaluationResult run = await _project.RunAsync();
        _project.Calls.Count(c => c == "ask").Should().Be(1);
        Score(run, "latency-p50").Score.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_ceiling_on_times_that_the_baseline_does_not_hold_asks_for_the_answers()
    {
        _project.Replace("evals/greet.eval.yml", "  - f1: { of: category, threshold: 0.6 }\n  - accuracy: category\n", string.Empty);
        await AcceptedAsync();
        string old = string.Join('\n', _project.Read("evals/baselines/greet.m.baseline.jsonl").Split('\n').Where(l => !l.StartsWith("{\"overSuite\"", StringComparison.Ordinal)));
        _project.Write("evals/baselines/greet.m.baseline.jsonl", old);
        _project.ForgetAnswers();
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);

        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\ngate: { floor: { latency-p95: 1s } }\n");
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        (await _project.RunAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass);
    }

    [Fact]
    public async Task A_filtered_run_judges_none_of_it()
    {
        _project.Replace("evals/greet.eval.yml", "threshold: 0.6", "threshold: 0.99");
        EvaluationResult result = await _project.RunAsync("tag=fr");
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Partial);
        Score(result, "f1").Holds.Should().BeNull();
        (await _project.AcceptAsync(filter: "tag=fr")).IsRefused.Should().BeTrue();
    }

    [Fact]
    public async Task An_earlier_baseline_without_such_scores_needs_the_answers_once()
    {
        await AcceptedAsync();
        string old = string.Join('\n', _project.Read("evals/baselines/greet.m.baseline.jsonl").Split('\n').Where(l => !l.StartsWith("{\"overSuite\"", StringComparison.Ordinal)))
            .Replace("{\"baseline\":2,", "{\"baseline\":1,", StringComparison.Ordinal);
        _project.Write("evals/baselines/greet.m.baseline.jsonl", old);

        EvaluationResult cached = await _project.BuildAsync();
        cached.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Pass, "the cache has every answer");
        Score(cached, "f1").BaselineValue.Should().BeNull();
        _project.ForgetAnswers();
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
    }

    [Fact]
    public async Task A_candidate_of_another_machine_is_accepted_with_its_scores_and_not_without()
    {
        await _project.RunAsync();
        string candidate = Path.Combine(_project.Output, FileNames.Candidate("greet", "m"));
        string kept = Path.Combine(_project.Folder, "elsewhere.jsonl");
        File.Copy(candidate, kept);
        _project.ForgetAnswers();
        (await _project.AcceptFromAsync(kept)).IsRefused.Should().BeFalse();
        Baseline.Load(_project.BaselinePath, new DiagnosticBag())!.SuiteScores.Select(s => s.Name).Should().StartWith(["f1", "accuracy"]);

        File.WriteAllLines(kept, File.ReadAllLines(kept).Where(l => !l.Contains("\"overSuite\":\"f1\"", StringComparison.Ordinal)));
        (await _project.AcceptFromAsync(kept)).IsRefused.Should().BeTrue();
    }

    [Fact]
    public async Task A_metric_that_no_check_of_an_answer_has_is_a_mistake_at_its_place()
    {
        _project.Replace("evals/greet.eval.yml", "accuracy: category", "accuracy: categry");
        Diagnostic error = (await _project.ValidateAsync()).Diagnostics.Single(d => d.IsError);
        (error.Code, error.Location.Line).Should().Be(("LLM1012", 6));
        error.Message.Should().Contain("Did you mean 'category'?");
    }

    [Fact]
    public async Task Variables_of_checks_over_the_suite_are_used_and_must_have_a_value()
    {
        _project.Replace("evals/greet.eval.yml", "accuracy: category", "demographic-parity: { of: category, positive: cat, group: \"{{vars.group}}\" }");
        (await _project.ValidateAsync()).Diagnostics.Where(d => d.IsError).Should().HaveCount(4).And.OnlyContain(d => d.Code == "LLM1008");
        foreach (string name in (string[])["Ann", "Bob", "Cid", "Dan"]) { _project.Replace("evals/greet.eval.yml", $"name: {name} }}", $"name: {name}, group: a }}"); }

        (await _project.ValidateAsync()).Diagnostics.Should().BeEmpty();
    }

    [Fact]
    public async Task A_suite_may_have_checks_over_the_suite_only()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            score: [corpus-bleu: { value: "{{expected}}", threshold: 0.9 }]
            cases: [{ id: ann, vars: { name: Ann }, expected: "the quick brown fox" }]
            """);
        EvaluationResult result = await _project.RunAsync();
        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.BelowFloor);
    }

    [Fact]
    public async Task Labels_of_private_data_stay_in_the_result()
    {
        _project.Write("evals/greet.eval.yml", """
            prompt: greet
            models: [m]
            data: { file: rows.jsonl, private: true }
            score:
              - equals: { value: "{{expected}}", metric: category }
              - f1: category
            """).Write("evals/rows.jsonl", "{\"id\":\"a\",\"name\":\"Ann\",\"expected\":\"planted-label\"}\n{\"id\":\"d\",\"name\":\"Dan\",\"expected\":\"cat\"}\n");
        EvaluationResult result = await _project.RunAsync();
        result.Outcomes.Single().SuiteScores[0].Tables.Should().NotBeEmpty();
        foreach (string file in (string[])["report.txt", "report.json"]) { _project.Read("obj/llmeval/" + file).Should().NotContain("planted-label"); }

        File.ReadAllText(Path.Combine(_project.Output, FileNames.Candidate("greet", "m"))).Should().Contain("overSuite").And.NotContain("planted-label");
    }

    [Fact]
    public async Task Slices_that_a_floor_bounds_follow_tags_that_are_edited_later()
    {
        _project.Write("evals/greet.eval.yml", Suite + "\ngate: { floor: { accuracy: { worst-slice: 0.5, min-cases: 2 } } }");
        await AcceptedAsync();
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);

        // Only Dan's answer is wrong: the tag of him and nobody else's right one.
        _project.Replace("evals/greet.eval.yml", "floor: { accuracy: { worst-slice: 0.5, min-cases: 2 } }", "floor: { accuracy: { worst-slice: 0.5, min-cases: 1 } }");
        _project.Replace("evals/greet.eval.yml", "id: cid, tags: [fr]", "id: cid, tags: [de]");
        EvaluationResult result = await _project.BuildAsync();

        Score(result, "accuracy").Slice!.Worst.Should().Be(new SliceScore("fr", 0, 1));
        Score(result, "accuracy").Slice!.Holds.Should().BeFalse();
    }

    private async Task AcceptedAsync()
    {
        await _project.RunAsync();
        AcceptedBaselines accepted = await _project.AcceptAsync("first");
        accepted.IsRefused.Should().BeFalse(string.Join("; ", accepted.Diagnostics));
    }
}
