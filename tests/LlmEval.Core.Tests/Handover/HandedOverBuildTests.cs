using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;
using LlmEval.Reporting;

namespace LlmEval.Core.Tests.Handover;

/// <summary>What builds and accepts say of suites whose answers are handed over.</summary>
public sealed class HandedOverBuildTests
{
    [Fact]
    public async Task A_plain_build_is_silent()
    {
        using HandedSuite suite = new(3);

        (await suite.Project.ValidateAsync()).Diagnostics.Should().BeEmpty();
    }

    [Theory]
    [InlineData(EvaluationMode.Run, Severity.Error)]
    [InlineData(EvaluationMode.Cached, Severity.Warning)]
    public async Task A_build_neither_passes_nor_fails_the_answers_and_says_who_does(EvaluationMode mode, Severity severity)
    {
        using HandedSuite suite = new(3);
        await suite.AcceptedAsync((_, _) => true);

        EvaluationResult result = await suite.Project.EvaluateAsync(mode, cancellationToken: TestContext.Current.CancellationToken);

        result.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.ModelMissing);
        Diagnostic told = result.Diagnostics.Single();
        told.Severity.Should().Be(severity);
        told.Message.Should().Contain("its answers are handed over by tests. Run dotnet test.");
        result.IsComplete.Should().BeFalse();
    }

    [Fact]
    public async Task Accepting_before_the_tests_ran_says_to_run_them()
    {
        using HandedSuite suite = new(3);

        AcceptedBaselines accepted = await suite.Project.AcceptAsync();

        accepted.IsRefused.Should().BeTrue();
        accepted.Diagnostics.Single().Message.Should().Contain("Run dotnet test first");
    }

    [Fact]
    public async Task Accepting_takes_the_candidate_of_the_last_whole_run_of_the_tests_without_a_word_of_held_back_samples()
    {
        using HandedSuite suite = new(60);
        await suite.TestAsync((_, _) => true);

        AcceptedBaselines accepted = await suite.Project.AcceptAsync();

        accepted.Written.Should().Equal(suite.BaselinePath);
        accepted.Diagnostics.Should().NotContain(d => d.Code == "LLM2026");
        Baseline baseline = Baseline.Load(suite.BaselinePath, new DiagnosticBag())!;
        (baseline.FirstSamples, baseline.HeldBackSamples).Should().Be((3, 0));
    }

    [Fact]
    public async Task A_run_of_the_tests_does_not_ask_for_held_back_samples_that_nobody_can_draw()
    {
        using HandedSuite suite = new(60);
        await suite.AcceptedAsync((_, _) => true);

        EvaluationResult worse = await suite.TestAsync((_, sample) => sample % 3 != 1);

        worse.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.Regression);
        worse.Outcomes.Single().Verdict.Findings.Should().NotContain(f => f.Descriptor.Code == "LLM2026");
    }

    [Theory]
    [InlineData(VerdictKind.NotEvaluated)]
    [InlineData(VerdictKind.ModelMissing)]
    [InlineData(VerdictKind.Partial)]
    [InlineData(VerdictKind.Error)]
    public async Task Reports_send_to_the_tests_and_not_to_a_build_that_cannot_ask(VerdictKind kind)
    {
        using HandedSuite suite = new(3);
        Verdict verdict = (await suite.TestAsync((_, _) => true)).Outcomes.Single().Verdict with { Kind = kind };

        NextStep.Of(verdict, isHandedOver: true).Command.Should().Be("dotnet test");
        NextStep.Of(verdict).Command.Should().NotBe("dotnet test");
    }

    [Fact]
    public async Task Accepting_again_changes_nothing()
    {
        using HandedSuite suite = new(3);
        await suite.AcceptedAsync((_, _) => true);
        byte[] before = File.ReadAllBytes(suite.BaselinePath);

        AcceptedBaselines again = await suite.Project.AcceptAsync();

        again.Written.Should().BeEmpty();
        again.IsRefused.Should().BeFalse();
        File.ReadAllBytes(suite.BaselinePath).Should().Equal(before);
    }

    [Fact]
    public async Task Accepting_a_candidate_of_other_cases_is_refused()
    {
        using HandedSuite suite = new(3);
        await suite.TestAsync((_, _) => true);
        suite.Project.Replace("evals/own.eval.yml", "number 1", "number 7");

        AcceptedBaselines accepted = await suite.Project.AcceptAsync();

        accepted.IsRefused.Should().BeTrue();
        accepted.Diagnostics.Single().Message.Should().Contain("1 of 3 cases differ").And.Contain("Run dotnet test once more");
    }

    [Fact]
    public async Task Accepting_answers_that_got_worse_needs_a_reason()
    {
        using HandedSuite suite = new(20);
        await suite.AcceptedAsync((_, _) => true);
        await suite.TestAsync((id, _) => id != "c04");

        (await suite.Project.AcceptAsync()).IsRefused.Should().BeTrue();
        (await suite.Project.AcceptAsync("the source has no answer to it")).Written.Should().Equal(suite.BaselinePath);
    }

    [Fact]
    public async Task What_a_model_says_of_how_it_is_asked_is_a_mistake()
    {
        using HandedSuite suite = new(1);
        suite.Project.WithModelMetadata("Temperature", "0.5", "rag");

        (await suite.Project.ValidateAsync()).Diagnostics.Should().ContainSingle(d => d.IsError).Which.Message.Should().Contain("Temperature of the model 'rag' does nothing");
    }

    [Fact]
    public async Task A_case_with_turns_is_a_mistake()
    {
        using HandedSuite suite = new(1, ofCase: _ => ", turns: [{ user: Hi }]");

        (await suite.Project.ValidateAsync()).Diagnostics.Should().ContainSingle(d => d.IsError).Which.Message.Should().Contain("has turns");
    }
}
