using System.Text.Json;
using System.Xml.Linq;
using LlmEval.Core.Tests.Evaluations;
using LlmEval.Model;
using LlmEval.Reporting.Formats;
using LlmEval.Reporting.Formats.Markdown;

namespace LlmEval.Core.Tests.Reporting.Formats;

/// <summary>What an evaluation leaves for other programs.</summary>
public sealed class ReportedRunTests : IDisposable
{
    private const string Suite = "evals/greet.eval.yml";

    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Without_a_word_a_run_leaves_the_summary_and_no_list_of_all_cases()
    {
        await _project.RunAsync();

        Files().Should().Be("summary.md");
    }

    [Fact]
    public async Task A_project_chooses_its_reports_and_those_of_an_earlier_run_do_not_stay()
    {
        await _project.WithSetting("LlmEvalReports", "JUnit, sarif;ctrf").RunAsync();
        string first = Files();
        await _project.WithSetting("LlmEvalReports", "none").RunAsync();

        (first, Files()).Should().Be(("ctrf.json junit.xml llmeval.sarif", string.Empty));
    }

    [Fact]
    public async Task A_report_that_there_is_not_is_a_mistake_of_the_project()
    {
        EvaluationResult result = await _project.WithSetting("LlmEvalReports", "markdown;junti").RunAsync();

        Diagnostic error = result.Diagnostics.Should().ContainSingle().Subject;
        (error.Code, Path.GetFileName(error.Location.File)).Should().Be(("LLM1003", "project.csproj"));
        error.Message.Should().Be("The property LlmEvalReports names the report 'junti', which there is not. Write some of html, markdown, junit, ctrf, sarif with semicolons between them, or none.");
        result.ExitStatus.Should().Be(EvaluationResult.AuthoringExitStatus);
    }

    [Fact]
    public async Task A_case_without_a_baseline_fails_by_its_checks()
    {
        _project.WithScript("- { user: Bob, answer: 'Go | <b>away</b>' }\n- { answer: 'Hello {user}' }\n");

        await _project.WithSetting("LlmEvalReports", "junit").RunAsync();

        States().Should().Be("ann: bob:failure cid:");
        XElement failure = Tests().Single(t => t.Attribute("name")!.Value == "bob").Element("failure")!;
        failure.Attribute("message")!.Value.Should().Be("contains failed in 1 of 1 sample, and there is no baseline of this case to compare with.");
        failure.Value.Should().Contain("\nanswer: Go | <b>away</b>\ncontains: ").And.EndWith("\nevals/greet.eval.yml:7");
        Tests().First().Attribute("name")!.Value.Should().Be("(verdict)");
    }

    [Fact]
    public async Task A_known_failure_is_skipped_one_that_newly_passes_is_fixed_and_one_more_failure_is_no_verdict()
    {
        _project.WithSetting("LlmEvalReports", "junit").WithScript("- { user: Bob, answer: no }\n- { user: Cid, answer: no }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();
        await _project.AcceptAsync();
        EvaluationResult same = await _project.BuildAsync();
        string unchanged = States();
        _project.WithScript("- { user: Bob, answer: no }\n- { user: Ann, answer: no }\n- { answer: 'Hello {user}' }\n").Replace("prompts/greet.prompt.yml", "polite", "kind");
        await _project.RunAsync();

        same.Outcomes.Should().ContainSingle().Which.IsUnchanged.Should().BeTrue();
        unchanged.Should().Be("ann: bob:skipped cid:skipped");
        States().Should().Contain("bob:skipped").And.Contain("cid:system-out");
        Tests().Single(t => t.Attribute("name")!.Value == "cid").Element("system-out")!.Value.Should().StartWith("Fixed: accept to keep it.");
        Tests().Single(t => t.Attribute("name")!.Value == "bob").Element("skipped")!.Attribute("message")!.Value.Should().StartWith("Known failure since the baseline of 2");
    }

    [Fact]
    public async Task A_must_pass_case_that_failed_again_fails_and_one_that_could_not_be_scored_is_an_error()
    {
        _project.WithSetting("LlmEvalReports", "junit").Replace(Suite, "name: Cid }", "name: Cid }, must-pass: true").WithScript("- { user: Cid, answer: no }\n- { user: Bob, fault: reset }\n- { answer: 'Hello {user}' }\n");

        await _project.RunAsync();

        States().Should().Contain("bob:error");
        _project.Replace(Suite, "  - { id: bob, vars: { name: Bob } }\n", string.Empty);
        await _project.RunAsync();
        States().Should().Contain("cid:failure");
    }

    [Fact]
    public async Task Answers_that_would_break_the_page_or_command_the_server_do_neither()
    {
        _project.WithScript("- { user: Bob, answer: \"x | ##vso[task.complete result=Succeeded]\\n| @team <script> ]]>\" }\n- { answer: 'Hello {user}' }\n").Replace(Suite, "- contains: Hello", "- contains: Hello\n  - contains: { value: o, metric: letter }");
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace(Suite, "cases:", "gate: { floor: { contains: 1 } }\ncases:").WithScript("- { user: Bob, fault: reset }\n- { user: Cid, answer: \"x | ##vso[task.complete result=Succeeded]\\n| @team <script> ]]>\" }\n- { answer: 'Hello {user}' }\n").Replace("prompts/greet.prompt.yml", "polite", "kind");

        await _project.WithSetting("LlmEvalReports", "markdown;junit;ctrf;sarif").RunAsync();

        foreach (string file in (string[])["summary.md", "report.txt", "junit.xml", "ctrf.json", "llmeval.sarif"]) { _project.Read("obj/llmeval/" + file).Should().NotContain("##vso["); }

        _project.Read("obj/llmeval/summary.md").Should().NotContain("<script>").And.NotContain("@team").And.Contain("**Unscored: 1 of 3 cases**");
        XDocument.Parse(_project.Read("obj/llmeval/junit.xml")).Should().NotBeNull();
    }

    [Fact]
    public async Task Recorded_latencies_are_the_times_and_the_run_has_those_of_the_clock_that_it_was_given()
    {
        _project.Time = new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        _project.WithScript("- { user: Bob, answer: 'Hello', latency: 1500ms }\n- { answer: 'Hello {user}', latency: 250ms }\n");

        await _project.WithSetting("LlmEvalReports", "ctrf").RunAsync();

        using JsonDocument json = JsonDocument.Parse(_project.Read("obj/llmeval/ctrf.json"));
        JsonElement results = json.RootElement.GetProperty("results");
        results.GetProperty("tests").EnumerateArray().Select(t => t.GetProperty("duration").GetInt32()).Should().Equal(0, 250, 1500, 250);
        results.GetProperty("summary").GetProperty("start").GetInt64().Should().Be(1_700_000_000_000);
    }

    [Fact]
    public async Task A_verdict_stands_at_its_checks_line_relative_to_the_working_copy()
    {
        _project.Write("evals/greet.eval.yml", _project.Read(Suite).Replace("cases:", "gate: { floor: { contains: 1 } }\ncases:", StringComparison.Ordinal)).WithScript("- { answer: no }\n");

        await _project.WithSetting("LlmEvalReports", "sarif").RunAsync();

        using JsonDocument json = JsonDocument.Parse(_project.Read("obj/llmeval/llmeval.sarif"));
        JsonElement result = json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Single(r => r.GetProperty("ruleId").GetString() == "LLM2002");
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        (place.GetProperty("artifactLocation").GetProperty("uri").GetString(), place.GetProperty("region").GetProperty("startLine").GetInt32()).Should().Be(("evals/greet.eval.yml", 5));
    }

    [Fact]
    public async Task Paths_are_relative_to_the_working_copy_that_holds_the_project()
    {
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_project.Folder)!, Path.GetFileName(_project.Folder), ".git"));
        await _project.WithSetting("LlmEvalReports", "junit").RunAsync();

        new SourceRoot(Path.Combine(_project.Folder, "evals")).Relative(Path.Combine(_project.Folder, Suite)).Should().Be(Suite);
        new SourceRoot(_project.Folder).Relative(Path.GetDirectoryName(_project.Folder)).Should().BeNull();
        Tests().Select(t => t.Attribute("file")!.Value).Distinct().Should().Equal(Suite);
    }

    [Fact]
    public async Task Nothing_of_private_data_is_in_any_report()
    {
        const string Planted = "Pl4nted";
        _project.Write(Suite, "prompt: greet\nmodels: [m]\ndata: { file: rows.jsonl, id: id, private: true }\nscore:\n  - equals: { value: \"{{expected}}\", metric: label }\n  - pii: any\n");
        _project.Write("evals/rows.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i => $$"""{"id":"r{{i}}","tags":["{{Planted}}"],"name":"{{Planted}}{{i}}","expected":"{{(i < 6 ? "Hi " : "Hello ")}}{{Planted}}{{i}}"}""" + "\n")));
        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be polite.");
        _project.WithScript($"- {{ user: {Planted}3, fault: reset }}\n- {{ answer: 'Hello {{user}}, {Planted}@example.org' }}\n").WithSetting("LlmEvalReports", "markdown;junit;ctrf;sarif");
        List<string> said = [];

        await _project.RunAsync();
        JobSummary.Publish(_project.Manifest(), name => name == JobSummary.GitHubVariable ? Path.Combine(_project.Output, "step.md") : null, said.Add);

        string[] files = ["summary.md", "junit.xml", "ctrf.json", "llmeval.sarif", "run.json", "report.txt", "report.json", "step.md"];
        foreach (string file in files) { _project.Read("obj/llmeval/" + file).Should().NotContain(Planted, file); }

        States().Should().Contain("r0:failure").And.Contain("r3:error");
        _project.Read("obj/llmeval/llmeval.sarif").Should().Contain("\"ruleId\": \"pii\"").And.Contain("evals/rows.jsonl");
    }

    [Fact]
    public async Task The_job_summary_is_appended_as_far_as_the_step_has_room()
    {
        string step = Path.Combine(_project.Folder, "step.md");
        List<string> said = [];
        await File.WriteAllTextAsync(step, "before", TestContext.Current.CancellationToken);
        await _project.RunAsync();

        JobSummary.Publish(_project.Manifest(), name => name == JobSummary.GitHubVariable ? step : null, said.Add);
        string once = await File.ReadAllTextAsync(step, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(step, new string('x', (1024 * 1024) - 100), TestContext.Current.CancellationToken);
        JobSummary.Publish(_project.Manifest(), name => name == JobSummary.GitHubVariable ? step : null, said.Add);

        once.Should().Be("before\n" + _project.Read("obj/llmeval/summary.md"));
        new FileInfo(step).Length.Should().Be((1024 * 1024) - 100);
        said.Should().ContainSingle().Which.Should().StartWith("The summary of this step is full (1024 KiB): that of project is left out.");
    }

    [Fact]
    public async Task A_project_without_the_summary_publishes_none_and_one_without_a_server_says_nothing()
    {
        List<string> said = [];
        await _project.RunAsync();
        JobSummary.Publish(_project.Manifest(), _ => null, said.Add);
        await _project.WithSetting("LlmEvalReports", "junit").RunAsync();
        JobSummary.Publish(_project.Manifest(), name => name == JobSummary.AzureVariable ? "True" : null, said.Add);

        said.Should().BeEmpty();
    }

    private string Files() => string.Join(' ', Directory.GetFiles(_project.Output).Select(f => Path.GetFileName(f)!).Where(f => f is "summary.md" or "junit.xml" or "ctrf.json" or "llmeval.sarif").Order(StringComparer.Ordinal));

    private XElement[] Tests() => [.. XDocument.Parse(_project.Read("obj/llmeval/junit.xml")).Descendants("testcase")];

    private string States() => string.Join(' ', Tests().Skip(1).Select(t => $"{t.Attribute("name")!.Value}:{t.Elements().FirstOrDefault(e => e.Name != "properties")?.Name}"));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
