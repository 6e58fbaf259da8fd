using System.Text.Json;
using System.Xml.Linq;
using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting.Formats;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>A case with <c>skip:</c> is read and checked, neither asked nor judged, and no vanished case of the baseline.</summary>
public sealed class SkippedCaseTests : IDisposable
{
    private const string Suite = "evals/greet.eval.yml";
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_skipped_case_is_not_asked_and_the_others_are()
    {
        Skip("Bob");

        EvaluationResult result = await _project.RunAsync();

        _project.Calls.Count(c => c == "ask").Should().Be(2);
        Verdict verdict = result.Outcomes.Single().Verdict;
        (verdict.Cases, verdict.TotalCases, verdict.IsPartial, verdict.Kind).Should().Be((2, 2, false, VerdictKind.NoBaseline));
        verdict.Skipped.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Id = "bob", Reason = "the service is down", MustPass = false });
    }

    [Fact]
    public async Task A_skipped_case_is_still_checked()
    {
        _project.Replace(Suite, "vars: { name: Bob }", "vars: { other: Bob }, skip: the service is down");

        (await _project.ValidateAsync()).Diagnostics.Should().Contain(d => d.IsError && d.Location.Line == 7);
    }

    [Fact]
    public async Task A_plan_does_not_count_it()
    {
        long all = (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes.Single().Estimate!.Answers.Most.Calls;
        Skip("Bob");

        long less = (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes.Single().Estimate!.Answers.Most.Calls;

        (less * 3).Should().Be(all * 2);
    }

    [Fact]
    public async Task It_has_neither_changed_nor_vanished()
    {
        await AcceptedAsync();
        Skip("Bob");

        EvaluationResult build = await _project.BuildAsync();

        Verdict verdict = build.Outcomes.Single().Verdict;
        (verdict.Kind, build.Outcomes.Single().IsUnchanged, verdict.VanishedCases.Count, build.ExitStatus).Should().Be((VerdictKind.MatchesBaseline, true, 0, 0));
        verdict.Findings.Should().Contain(f => f.Text.StartsWith("Matches baseline, 2 cases, 1 skipped: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_skipped_failure_does_not_turn_the_verdict_and_a_case_that_is_gone_still_does()
    {
        await AcceptedAsync();
        _project.WithScript("- { user: Bob, answer: no }\n- { answer: 'Hello {user}' }\n");
        Skip("Bob");
        (await _project.RunAsync()).Outcomes.Single().Verdict.IsFailure.Should().BeFalse();
        _project.Replace(Suite, "  - { id: cid, vars: { name: Cid } }\n", string.Empty).Replace(Suite, "  - { id: cid, vars: { name: Cid } }", string.Empty);

        EvaluationResult result = await _project.RunAsync();

        result.Outcomes.Single().Verdict.VanishedCases.Should().Equal("cid");
    }

    [Fact]
    public async Task Its_line_stays_in_the_baseline_and_is_compared_with_when_it_comes_back()
    {
        await AcceptedAsync();
        string line = Lines().Single(l => l.StartsWith("{\"case\":\"bob\"", StringComparison.Ordinal));
        Skip("Bob");
        _project.Replace(Suite, "name: Ann", "name: Anne");
        await _project.RunAsync();

        (await _project.AcceptAsync()).Diagnostics.Should().NotContain(d => d.IsError);

        Lines().Should().Contain(line, "the line is as it was").And.HaveCount(3);
        Baseline.Load(_project.BaselinePath, new DiagnosticBag())!.Integrity.Should().Be(BaselineIntegrity.AsAccepted);
        Unskip("Bob");
        _project.ForgetAnswers();
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline, "nothing is asked: its line still stands for it");
    }

    [Fact]
    public async Task A_fall_of_a_case_that_comes_back_is_seen_against_its_old_line()
    {
        _project.Replace(Suite, "cases:", "gate: { regression: deterministic }\ncases:");
        await AcceptedAsync();
        Skip("Bob");
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind").WithScript("- { user: Bob, answer: no }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        Unskip("Bob");

        EvaluationResult result = await _project.RunAsync();

        (result.Outcomes.Single().Verdict.Kind, string.Join(' ', result.Outcomes.Single().Verdict.LostCases)).Should().Be((VerdictKind.Regression, "bob"));
    }

    [Fact]
    public async Task After_a_check_changed_it_comes_back_to_be_asked_again()
    {
        await AcceptedAsync();
        Skip("Bob");
        _project.Replace(Suite, "  - contains: Hello\n", "  - contains: Hello\n  - icontains: hello\n");
        await _project.RunAsync();
        (await _project.AcceptAsync()).Diagnostics.Should().NotContain(d => d.IsError);
        Unskip("Bob");
        _project.ForgetAnswers();

        SuiteOutcome before = (await _project.BuildAsync()).Outcomes.Single();
        SuiteOutcome after = (await _project.RunAsync()).Outcomes.Single();

        before.Verdict.Kind.Should().Be(VerdictKind.NotEvaluated, "its line does not say what the new check would");
        before.Verdict.Findings[0].Cases.Should().Equal("bob");
        (after.Verdict.IsFailure, after.Verdict.NewCases.Count).Should().Be((false, 0));
    }

    [Fact]
    public async Task A_score_over_the_suite_is_measured_anew_without_it_and_with_it()
    {
        _project.Replace(Suite, "score:\n  - contains: Hello\n", "score:\n  - equals: { value: \"{{expected}}\", metric: category }\n  - accuracy: category\n")
            .Replace(Suite, "name: Ann }", "name: Ann }, expected: x").Replace(Suite, "name: Bob }", "name: Bob }, expected: y").Replace(Suite, "name: Cid }", "name: Cid }, expected: x")
            .WithScript("- { answer: x }\n");
        await AcceptedAsync();
        _project.Replace(Suite, "expected: y", "expected: y, skip: the service is down");

        SuiteOutcome without = (await _project.RunAsync()).Outcomes.Single();
        await _project.AcceptAsync();
        SuiteOutcome accepted = (await _project.BuildAsync()).Outcomes.Single();
        _project.Replace(Suite, ", skip: the service is down", string.Empty);
        SuiteOutcome with = (await _project.RunAsync()).Outcomes.Single();

        Accuracy(without).Should().Be(1);
        (accepted.Verdict.Kind, Accuracy(accepted)).Should().Be((VerdictKind.MatchesBaseline, 1));
        Accuracy(with).Should().BeApproximately(2.0 / 3, 1e-6);

        static double? Accuracy(SuiteOutcome outcome) => outcome.Verdict.SuiteScores.Single(s => s.Metric.Name == "accuracy").Value;
    }

    [Fact]
    public async Task A_suite_whose_every_case_is_skipped_is_not_evaluated()
    {
        await AcceptedAsync();
        foreach (string name in (string[])["Ann", "Bob", "Cid"]) { Skip(name); }

        EvaluationResult result = await _project.RunAsync();
        EvaluationResult build = await _project.BuildAsync();

        Verdict verdict = result.Outcomes.Single().Verdict;
        (verdict.Kind, result.ExitStatus, result.IsComplete, build.ExitStatus, build.IsComplete).Should().Be((VerdictKind.NotEvaluated, 3, false, 3, false));
        result.Diagnostics.Should().Contain(d => d.Code == "LLM2010" && d.IsError && d.Message.Contains("Every case that was asked for is skipped, so that nothing was judged: that is no pass. Take 'skip' from a case, or remove the suite.", StringComparison.Ordinal));
        _project.Read("obj/llmeval/report.txt").Should().Contain("0 of 0 cases").And.Contain("3 skipped").And.NotContain("Ask the model");
    }

    [Fact]
    public async Task A_suite_whose_every_case_is_skipped_keeps_its_baseline_and_no_other_from_being_accepted()
    {
        await AcceptedAsync();
        string before = File.ReadAllText(_project.BaselinePath);
        foreach (string name in (string[])["Ann", "Bob", "Cid"]) { Skip(name); }

        _project.Write("evals/other.eval.yml", "prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ncases: [{ id: dan, vars: { name: Dan } }]\n");
        await _project.RunAsync();

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Diagnostics.Should().NotContain(d => d.IsError);
        accepted.Written.Select(f => Path.GetFileName(f)).Should().Equal("other.m.baseline.jsonl");
        File.ReadAllText(_project.BaselinePath).Should().Be(before);
    }

    [Fact]
    public async Task A_filter_that_leaves_a_skipped_case_alone_evaluates_nothing()
    {
        Skip("Bob");

        EvaluationResult result = await _project.RunAsync("case=bob");
        EvaluationResult other = await _project.RunAsync("case=ann");

        (result.Outcomes.Single().Verdict.Kind, result.ExitStatus).Should().Be((VerdictKind.NotEvaluated, 3));
        Verdict part = other.Outcomes.Single().Verdict;
        (part.Cases, part.TotalCases, part.Skipped.Count).Should().Be((1, 2, 0));
    }

    [Fact]
    public async Task A_skipped_must_pass_case_is_told_where_it_stands()
    {
        _project.Replace(Suite, "name: Bob }", "name: Bob }, must-pass: true, skip: the service is down");

        EvaluationResult result = await _project.RunAsync();

        Diagnostic told = result.Diagnostics.Single(d => d.Code == "LLM2031");
        (told.Severity, told.Location.Line).Should().Be((Severity.Warning, 7));
        told.Message.Should().EndWith("1 case skipped, neither asked nor judged: bob (the service is down). 1 must-pass case among them, which nothing holds until the key is gone: bob.");
    }

    [Fact]
    public async Task Every_report_counts_it_and_gives_the_reason()
    {
        _project.WithSetting("LlmEvalReports", "html;junit;markdown;ctrf");
        Skip("Bob");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Single(d => d.Code == "LLM2031").Severity.Should().Be(Severity.Message);
        _project.Read("obj/llmeval/report.txt").Should().Contain("0 vanished, 1 skipped;").And.Contain("note LLM2031: 1 case skipped, neither asked nor judged: bob (the service is down).");
        _project.Read("obj/llmeval/report.html").Should().Contain("2 of 2 cases, 1 skipped, ").And.Contain("bob (the service is down)");
        _project.Read("obj/llmeval/summary.md").Should().Contain("- Skipped: 1, neither asked nor judged&#58; bob &#40;the service is down&#41;");
        using JsonDocument json = JsonDocument.Parse(_project.Read("obj/llmeval/report.json"));
        json.RootElement.GetProperty("verdicts")[0].GetProperty("skippedCases")[0].ToString().Should().Be("{\n          \"case\": \"bob\",\n          \"reason\": \"the service is down\",\n          \"mustPass\": false\n        }");
        XElement suite = XDocument.Parse(_project.Read("obj/llmeval/junit.xml")).Root!.Elements().Single();
        suite.Attribute("skipped")!.Value.Should().Be("1");
        suite.Elements("testcase").Single(t => t.Attribute("name")!.Value == "bob").Element("skipped")!.Attribute("message")!.Value.Should().Be("Skipped: the service is down");
        using JsonDocument ctrf = JsonDocument.Parse(_project.Read("obj/llmeval/ctrf.json"));
        ctrf.RootElement.GetProperty("results").GetProperty("summary").GetProperty("skipped").GetInt32().Should().Be(1);
        CaseReport report = RunReport.Read(_project.Output).Suites.Single().Cases[^1];
        (report.Id, report.State, report.File, report.Line).Should().Be(("bob", CaseState.Skipped, Suite, 7));
    }

    [Fact]
    public async Task The_reason_of_a_private_row_is_told_nowhere()
    {
        _project.Write(Suite, "prompt: greet\nmodels: [m]\nscore: [contains: Hello]\ndata: { file: rows.jsonl, private: true }\n")
            .Write("evals/rows.jsonl", "{\"id\": \"ann\", \"vars\": {\"name\": \"Ann\"}}\n{\"id\": \"bob\", \"vars\": {\"name\": \"Bob\"}, \"skip\": \"Bob Secretson asked for it\"}\n");

        EvaluationResult result = await _project.RunAsync();

        result.Diagnostics.Single(d => d.Code == "LLM2031").Message.Should().EndWith("bob (the reason stands in the private data).");
        Directory.EnumerateFiles(_project.Output, "*", SearchOption.AllDirectories).Should().NotContain(f => File.ReadAllText(f).Contains("Secretson", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_made_of_a_skipped_case_is_skipped_with_it()
    {
        _project.Replace(Suite, "cases:", "perturb: [case]\ncases:");
        Skip("Bob");

        Verdict verdict = (await _project.RunAsync()).Outcomes.Single().Verdict;

        verdict.Skipped.Should().HaveCountGreaterThan(1).And.OnlyContain(s => s.Id == "bob" || s.Id.StartsWith("bob~", StringComparison.Ordinal));
        verdict.Cases.Should().Be(verdict.Skipped.Count * 2);
    }

    [Fact]
    public async Task A_candidate_of_another_machine_is_accepted_with_a_skipped_case()
    {
        await AcceptedAsync();
        Skip("Bob");
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");
        await _project.RunAsync();
        string candidate = Path.Combine(_project.Folder, "carried.jsonl");
        File.Copy(Directory.EnumerateFiles(_project.Output, "*.jsonl", SearchOption.AllDirectories).Single(f => Path.GetFileName(f).Contains("baseline", StringComparison.Ordinal)), candidate);
        _project.ForgetAnswers();

        AcceptedBaselines accepted = await _project.AcceptFromAsync(candidate);

        accepted.Diagnostics.Should().NotContain(d => d.IsError);
        Lines().Should().HaveCount(3);
    }

    private void Skip(string name) => _project.Replace(Suite, $"name: {name} }}", $"name: {name} }}, skip: the service is down");

    private void Unskip(string name) => _project.Replace(Suite, $"name: {name} }}, skip: the service is down", $"name: {name} }}");

    private async Task AcceptedAsync()
    {
        await _project.RunAsync();
        (await _project.AcceptAsync()).Diagnostics.Should().NotContain(d => d.IsError);
    }

    private string[] Lines() => [.. File.ReadAllLines(_project.BaselinePath).Where(l => l.StartsWith("{\"case\"", StringComparison.Ordinal))];
}
