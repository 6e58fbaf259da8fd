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

        (await _project.AcceptAsync()).Diagnostics.Should().Contain(d => d.Code == "LLM3012");
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

        refused.Diagnostics.Should().Contain(d => d.Code == "LLM3012" && d.Message.Contains("--reason", StringComparison.Ordinal));
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
