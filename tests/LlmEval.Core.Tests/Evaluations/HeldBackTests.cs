using LlmEval.Accepted;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Running;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>The samples that a baseline holds back: drawn when results are accepted, told before, kept where nothing changed.</summary>
public sealed class HeldBackTests : IDisposable
{
    /// <summary>3 cases of 9 samples.</summary>
    private const int All = 27;

    private readonly ProjectFolder _project = new();

    public HeldBackTests()
    {
        _project.Replace("evals/greet.eval.yml", "prompt: greet", "prompt: greet\nparameters: { temperature: 1 }");
        Script();
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Accepting_after_a_run_of_three_samples_draws_nine_more_of_each_case_and_says_so_first()
    {
        await _project.RunAsync();
        Asked().Should().Be(9);

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Diagnostics.Should().OnlyContain(d => d.Code == "LLM2027", "three cases see little");
        Asked().Should().Be(9 + All);
        Baseline baseline = Read();
        (baseline.SamplesPerCase, baseline.HeldBackSamples).Should().Be((3, 9));
        baseline.Cases.Should().OnlyContain(c => c.Samples.Count == 12);
        (await _project.BuildAsync()).Outcomes[0].IsUnchanged.Should().BeTrue();
        (await _project.AcceptAsync()).Written.Should().BeEmpty("everything matches, and the samples are there");
    }

    [Fact]
    public async Task A_price_is_told_before_anything_is_drawn()
    {
        _project.Provider = new Metered();
        _project.WithModelMetadata("RequestPrice", "0.01");
        await _project.RunAsync();
        List<string> told = [];

        await _project.AcceptAsync(observer: new Listening(line => told.Add($"{Asked()} {line}")));

        told.Should().Contain(l => l.StartsWith("9 greet x m: drawing the samples that a baseline holds back: 18 calls", StringComparison.Ordinal) && l.Contains("0.18 USD"));
        Read().HeldBackSamples.Should().Be(6, "cheap is the default of what somebody charges for");
    }

    [Fact]
    public async Task The_samples_held_back_are_none_that_a_confirmation_may_draw()
    {
        Script("- { sample: 15, answer: 'Go away' }");
        await _project.RunAsync();
        await _project.AcceptAsync();

        Read().Cases.Should().OnlyContain(c => !c.Samples[3][0].Passed, "the first that is held back has the number 3 + 12").And.OnlyContain(c => c.Samples.Count(s => !s[0].Passed) == 1);
    }

    [Fact]
    public async Task Cases_that_did_not_change_keep_what_they_have()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("evals/greet.eval.yml", "vars: { name: Bob }", "vars: { name: Bert }");
        _project.ForgetAnswers();
        await _project.RunAsync();

        await _project.AcceptAsync("Bob is Bert now");

        Asked().Should().Be(3 + 9);
        Read().Cases.Should().OnlyContain(c => c.Samples.Count == 12);
    }

    [Fact]
    public async Task Without_them_is_said_and_warned_of()
    {
        await _project.RunAsync();

        AcceptedBaselines accepted = await _project.AcceptAsync(withoutHeldBack: true);

        accepted.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2026" && d.Severity == Severity.Warning);
        accepted.Written.Should().ContainSingle();
        Asked().Should().Be(9);
        Read().HeldBackSamples.Should().Be(0);
    }

    [Fact]
    public async Task The_property_says_the_same()
    {
        _project.WithSetting("LlmEvalAcceptHeldBack", "false");
        await _project.RunAsync();

        (await _project.AcceptAsync()).Diagnostics.Should().ContainSingle(d => d.Code == "LLM2026");
        Asked().Should().Be(9);
    }

    [Fact]
    public async Task A_baseline_without_them_gets_them_when_it_is_accepted_again()
    {
        await _project.RunAsync();
        await _project.AcceptAsync(withoutHeldBack: true);

        (await _project.AcceptAsync()).Diagnostics.Should().OnlyContain(d => d.Code == "LLM2027", "three cases see little");

        Read().HeldBackSamples.Should().Be(9);
        Asked().Should().Be(9 + All);
    }

    [Fact]
    public async Task A_missing_model_refuses_with_the_mend()
    {
        _project.Provider = new Metered();
        await _project.RunAsync();
        _project.Provider = new Metered { IsMissing = true };

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012").Which.Message.Should().Contain("the key is not set").And.Contain("--without-held-back");
        File.Exists(_project.BaselinePath).Should().BeFalse();
        (await _project.AcceptAsync(withoutHeldBack: true)).IsRefused.Should().BeFalse();
    }

    [Fact]
    public async Task A_limit_holds()
    {
        _project.Provider = new Metered();
        _project.WithModelMetadata("RequestPrice", "0.01");
        await _project.RunAsync();
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\nlimits: { spend: 0.05 }\n");

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012").Which.Message.Should().Contain("limit");
        Asked().Should().Be(9 + 5);
    }

    [Fact]
    public async Task What_cannot_be_scored_is_named()
    {
        Script("- { sample: 16, user: Bob, fault: reset }");
        await _project.RunAsync();

        AcceptedBaselines accepted = await _project.AcceptAsync();

        accepted.Diagnostics.Should().ContainSingle(d => d.Code == "LLM3012").Which.Message.Should().Contain("could not be scored").And.Contain("bob");
        File.Exists(_project.BaselinePath).Should().BeFalse();
    }

    [Fact]
    public async Task A_run_may_draw_them_so_that_its_candidate_is_accepted_without_a_model()
    {
        _project.WithSetting("LlmEvalHeldBack", "true");
        SuiteOutcome outcome = (await _project.RunAsync()).Outcomes[0];
        outcome.Candidate!.HeldBackSamples.Should().Be(9);
        outcome.UsedForHeldBack.Calls.Should().Be(All);
        _project.Read("obj/llmeval/report.txt").Should().Contain("samples held back: ");
        _project.Read("obj/llmeval/report.json").Should().MatchRegex($"\"usedForHeldBack\":\\s*\\{{\\s*\"calls\":\\s*{All}\\b");
        _project.Read("obj/llmeval/report.html").Should().Contain("Samples held back");
        string candidate = Path.Combine(_project.Folder, "carried.jsonl");
        File.Copy(Directory.GetFiles(Path.Combine(_project.Output, "candidates")).Single(), candidate);
        _project.ForgetAnswers();

        AcceptedBaselines accepted = await _project.AcceptFromAsync(candidate);

        accepted.Diagnostics.Should().OnlyContain(d => d.Code == "LLM2027", "three cases see little");
        Read().HeldBackSamples.Should().Be(9);
        Asked().Should().Be(0);
    }

    [Fact]
    public async Task A_candidate_without_them_is_accepted_with_a_warning()
    {
        await _project.RunAsync();
        string candidate = Path.Combine(_project.Folder, "carried.jsonl");
        File.Copy(Directory.GetFiles(Path.Combine(_project.Output, "candidates")).Single(), candidate);

        (await _project.AcceptFromAsync(candidate)).Diagnostics.Should().ContainSingle(d => d.Code == "LLM2026" && d.Severity == Severity.Warning);
    }

    [Fact]
    public async Task A_deterministic_model_has_none()
    {
        _project.Replace("evals/greet.eval.yml", "temperature: 1", "temperature: 0");
        await _project.RunAsync();

        (await _project.AcceptAsync()).Diagnostics.Should().BeEmpty();
        Asked().Should().Be(3);
    }

    [Fact]
    public async Task A_plan_says_what_accepting_would_draw_and_what_a_confirmation_may()
    {
        await _project.RunAsync();
        await _project.AcceptAsync();
        _project.Replace("prompts/greet.prompt.yml", "Be polite.", "Be very polite.");

        SuiteOutcome outcome = (await _project.EvaluateAsync(EvaluationMode.Plan, cancellationToken: TestContext.Current.CancellationToken)).Outcomes[0];

        outcome.Estimate!.Answers.Most.Calls.Should().Be(9);
        outcome.Estimate.Confirmation.Most.Calls.Should().Be(3 * 12);
        outcome.Estimate.HeldBack.Most.Calls.Should().Be(All);
        LlmEval.Reporting.PlanText.Lines(outcome.Estimate).Should().Contain(l => l.StartsWith("  accepting:    27 calls", StringComparison.Ordinal));
    }

    /// <summary>Answers that differ from sample to sample and pass alike.</summary>
    private void Script(string rule = "") => _project.WithScript($"{rule}\n- {{ sample: 1, answer: 'Hello, {{user}}' }}\n- {{ answer: 'Hello {{user}}' }}\n");

    private Baseline Read() => Baseline.Load(_project.BaselinePath, new DiagnosticBag())!;

    private int Asked() => _project.Calls.Count(c => c.StartsWith("ask", StringComparison.Ordinal));

    private sealed class Listening(Action<string> told) : IRunObserver
    {
        public void Progress(RunProgress progress)
        {
        }

        public void Report(string line) => told(line);
    }
}
