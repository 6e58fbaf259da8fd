using LlmEval.Accepted;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

public sealed class AcceptingTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Accepting_writes_the_baseline_and_nothing_else()
    {
        await _project.RunAsync();
        string[] before = Files();

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Written.Should().Equal(_project.BaselinePath);
        Files().Except(before).Should().Equal(_project.BaselinePath);
    }

    [Fact]
    public async Task Accepting_before_a_run_is_refused()
    {
        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012" && d.Severity == Severity.Error);
        File.Exists(_project.BaselinePath).Should().BeFalse();
    }

    [Fact]
    public async Task Accepting_on_a_build_server_is_refused()
    {
        await _project.RunAsync();
        _project.IsContinuousIntegration = true;

        (await _project.AcceptAsync()).Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012");
    }

    [Fact]
    public async Task Accepting_on_a_build_server_is_refused_even_when_there_is_nothing_to_accept()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        string candidate = Carried();
        _project.IsContinuousIntegration = true;

        (await _project.AcceptAsync()).Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012");
        (await _project.AcceptFromAsync(candidate)).Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012");
    }

    [Fact]
    public async Task Accepting_below_a_floor_warns_that_the_next_build_is_still_red()
    {
        _project.WithScript("- { user: Ann, answer: no }\n- { answer: 'Hello {user}' }\n");
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\ngate:\n  floor: { contains: 0.9 }\n");
        await _project.RunAsync();
        string candidate = Carried();

        foreach (AcceptedBaselines accepted in (AcceptedBaselines[])[await _project.AcceptAsync(), await _project.AcceptFromAsync(candidate)])
        {
            accepted.IsRefused.Should().BeFalse();
            Diagnostic warning = accepted.Diagnostics.Should().ContainSingle().Subject;
            (warning.Code, warning.Severity, warning.Location.Line).Should().Be(("LLM2002", Severity.Warning, 10));
            warning.Message.Should().Contain("accepted, but the next build is still red: contains: 66.7% over 3 cases is below its floor of 90.0%.")
                .And.EndWith("(accepting does not change floors and must-pass)");
        }

        (await _project.BuildAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM2002" && d.Severity == Severity.Error);
    }

    [Fact]
    public async Task Accepting_a_failed_must_pass_case_warns_at_the_case()
    {
        _project.Replace("evals/greet.eval.yml", "name: Cid }", "name: Cid }, must-pass: true");
        _project.WithScript("- { user: Cid, answer: no }\n- { answer: 'Hello {user}' }\n");
        await _project.RunAsync();

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Written.Should().ContainSingle();
        accepted.Diagnostics.Should().ContainSingle().Which.Should().Match<Diagnostic>(d =>
            d.Code == "LLM2003" && d.Severity == Severity.Warning && d.Location.Line == 8 && d.Message.Contains("still red", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accepting_what_could_not_be_scored_names_the_cases()
    {
        _project.WithScript("- { user: Bob, fault: reset }\n- { answer: 'Hello {user}' }\n");
        EvaluationResult run = await _project.RunAsync();

        AcceptedBaselines accepted = await _project.AcceptAsync();

        run.Diagnostics.Should().Contain(d => d.Code == "LLM2005" && d.Severity == Severity.Warning && d.Message.Contains("1 of 3 samples could not be scored: bob.", StringComparison.Ordinal));
        accepted.Diagnostics.Should().ContainSingle().Which.Message.Should().Contain("without scored answers: bob").And.Contain("LLM2005");
    }

    [Fact]
    public async Task Accepting_a_fall_needs_a_reason_and_turns_red_to_green()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");
        (await _project.RunAsync()).HasErrors.Should().BeTrue();

        AcceptedBaselines refused = await _project.AcceptAsync();
        AcceptedBaselines accepted = await _project.AcceptAsync("we sell to pirates now");

        refused.Diagnostics.Should().Contain(d => d.Code == "LLM3012" && d.Message.Contains("--reason", StringComparison.Ordinal) && d.Message.Contains("-p:LlmEvalAcceptReason=\"...\"", StringComparison.Ordinal));
        accepted.IsRefused.Should().BeFalse();
        File.ReadAllText(_project.BaselinePath).Should().Contain("pirates");
        (await _project.BuildAsync()).HasErrors.Should().BeFalse();
    }

    [Fact]
    public async Task Accepting_twice_changes_nothing()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        string first = File.ReadAllText(_project.BaselinePath);

        AcceptedBaselines again = await _project.AcceptAsync();

        again.Written.Should().BeEmpty();
        File.ReadAllText(_project.BaselinePath).Should().Be(first);
    }

    [Fact]
    public async Task A_candidate_of_another_machine_is_accepted_without_the_model_here()
    {
        await _project.RunAsync();
        string candidate = Carried();
        _project.ForgetAnswers();
        File.Delete(Path.Combine(_project.Folder, "m.yml"));

        AcceptedBaselines accepted = await _project.AcceptFromAsync(candidate);

        accepted.IsRefused.Should().BeFalse(string.Concat(accepted.Diagnostics));
        accepted.Written.Should().Equal(_project.BaselinePath);
        _project.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_candidate_of_another_commit_is_refused_with_what_differs()
    {
        await _project.RunAsync();
        string candidate = Carried();
        _project.Replace("prompts/greet.prompt.yml", "polite", "rude");

        AcceptedBaselines accepted = await _project.AcceptFromAsync(candidate);

        accepted.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012" && d.Message.Contains("3 of 3 cases differ", StringComparison.Ordinal));
        File.Exists(_project.BaselinePath).Should().BeFalse();
    }

    private string Carried()
    {
        string carried = Path.Combine(_project.Folder, "home", "carried.jsonl");
        File.Copy(Path.Combine(_project.Output, "candidates", "greet.m.baseline.jsonl"), carried);
        return carried;
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_project.Folder, "*", SearchOption.AllDirectories)];
}
