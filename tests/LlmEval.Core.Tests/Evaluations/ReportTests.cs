using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class ReportTests : IDisposable
{
    private const string Suite = "evals/greet.eval.yml";
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task The_history_is_told_of_a_whole_run_and_not_of_a_part()
    {
        _project.WithScript("- { user: Ann, answer: no }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");
        _project.WithScript("- { answer: 'Hello {user}' }\n");

        await _project.RunAsync("case=ann");
        (string text, string json) = (Text, _project.Read("obj/llmeval/report.json"));
        await _project.RunAsync();

        text.Should().NotContain("since accepted");
        json.Should().NotContain("sinceLastAccept");
        Text.Should().Contain("contains: +33.3 points since accepted");
        _project.Read("obj/llmeval/report.json").Should().Contain("sinceLastAccept");
    }

    [Fact]
    public async Task Without_a_baseline_failing_cases_are_shown_with_answer_and_reason()
    {
        _project.WithScript("- { user: Bob, answer: Begone }\n- { answer: 'Hello {user}' }\n");

        await _project.RunAsync();

        Text.Should().Contain("  failed (1): bob\n    bob\n      answer: Begone\n      contains: ").And.NotContain("lost");
    }

    [Fact]
    public async Task Cases_below_a_floor_are_shown_up_to_ten_and_those_of_other_checks_are_not()
    {
        string cases = string.Concat(Enumerable.Range(0, 14).Select(i => $"  - {{ id: c{i:00}, vars: {{ name: N{i:00} }} }}\n"));
        _project.Write(Suite, "prompt: greet\nmodels: [m]\nscore:\n  - contains: { value: Hello, metric: polite }\n  - contains: { value: never, metric: other }\ncases:\n" + cases + "gate:\n  floor: { polite: 0.9 }\n");
        _project.WithScript("- { user: N13, answer: 'Hello' }\n- { user: N12, answer: 'Hello' }\n- { answer: Begone }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");

        await _project.RunAsync();

        Text.Should().Contain("  failed (12): c00, c01, c02, c03, c04, c05, c06, c07, c08, c09 and 2 more\n").And.Contain("    and 2 more in the result\n");
        Text.Split('\n').Count(l => l == "      answer: Begone").Should().Be(10);
    }

    [Fact]
    public async Task A_failed_must_pass_case_is_failed_and_not_lost()
    {
        _project.Replace(Suite, "name: Cid }", "name: Cid }, must-pass: true");
        _project.WithScript("- { user: Cid, answer: no }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "kind");

        await _project.RunAsync();

        Text.Should().Contain("  failed (1): cid\n    cid\n      answer: no\n").And.NotContain("lost (");
    }

    [Fact]
    public async Task Failing_cases_of_a_private_suite_are_not_looked_into()
    {
        _project.Write(Suite, "prompt: greet\nmodels: [m]\ndata: { file: rows.jsonl, private: true }\nscore:\n  - contains: Hello\n");
        _project.Write("evals/rows.jsonl", """{"id":"one","name":"Bob"}""" + "\n");
        _project.WithScript("- { answer: Begone }\n");

        await _project.RunAsync();

        Text.Should().NotContain("failed (").And.NotContain("Begone");
    }

    [Fact]
    public async Task One_reason_of_several_metrics_is_told_once_a_case()
    {
        _project.Replace(Suite, "  - contains: Hello", "  - contains: Hello\n  - contains: { value: H, metric: initial }");
        _project.WithScript("- { user: Bob, fault: reset }\n- { answer: 'Hello {user}' }\n");

        await _project.RunAsync();

        string block = Text[Text.IndexOf("unscored (1): bob", StringComparison.Ordinal)..];
        block.Split('\n').Count(l => l.StartsWith("      ", StringComparison.Ordinal)).Should().Be(1, block);
        block.Should().Contain("      contains, initial");
    }

    [Fact]
    public async Task A_regression_that_is_a_warning_names_the_report_too()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        EvaluationResult result = await _project.WithSetting("LlmEvalRegressionSeverity", "warning").RunAsync();

        Diagnostic warning = result.Diagnostics.Single(d => d.Code == "LLM2001");
        (warning.Severity, warning.Message.Contains("Report: ", StringComparison.Ordinal)).Should().Be((Severity.Warning, true));
    }

    [Fact]
    public async Task A_must_pass_case_of_a_data_file_points_at_the_suite()
    {
        _project.Write(Suite, "prompt: greet\nmodels: [m]\ndata: rows.jsonl\nscore:\n  - contains: Hello\n");
        _project.Write("evals/rows.jsonl", """{"id":"one","must-pass":true,"vars":{"name":"Bob"}}""" + "\n");
        _project.WithScript("- { answer: Begone }\n");

        EvaluationResult result = await _project.RunAsync();

        Location at = result.Diagnostics.Single(d => d.Code == "LLM2003").Location;
        (Path.GetFileName(at.File), at.Line).Should().Be(("greet.eval.yml", 1));
    }

    private string Text => _project.Read("obj/llmeval/report.txt");
}
