using LlmEval.Accepted;
using LlmEval.Gating;
using LlmEval.Gating.Baselines;
using LlmEval.Model;

namespace LlmEval.Core.Tests.Evaluations;

/// <summary>Models that change under their name.</summary>
public sealed class VendorTests : IDisposable
{
    private readonly Clock _clock = new(new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero));
    private readonly ProjectFolder _project;

    public VendorTests()
    {
        _project = new ProjectFolder { Provider = new Metered(), Time = _clock };
        _project.WithModelMetadata("Model", "gpt-5-mini");
        _project.WithSetting("LlmEvalAcceptHeldBack", "false");
        _project.Write("evals/greet.eval.yml", _project.Read("evals/greet.eval.yml") + "\nsamples: 1\n");
    }

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("gpt-5-mini", "gpt-5-mini-2025-08-07", "'gpt-5-mini-2025-08-07'")]
    [InlineData("gpt-5-mini", "openai/gpt-5-mini-2025-08-07", "'openai/gpt-5-mini-2025-08-07'")]
    [InlineData("claude-sonnet-latest", "claude-sonnet-4-5-20250929", "'claude-sonnet-4-5-20250929'")]
    [InlineData("claude-sonnet-latest", null, "a version that does not change")]
    [InlineData("gpt-5-mini-2025-08-07", "gpt-5-mini-2025-08-07", null)]
    [InlineData("gpt-5", "gpt-5-mini", null)]
    [InlineData("gpt-5", null, null)]
    public async Task An_alias_is_a_warning_with_the_name_to_pin_it_to(string asked, string? response, string? expected)
    {
        _project.WithModelMetadata("Model", asked);
        Answers(response, null);

        EvaluationResult run = await _project.RunAsync();
        EvaluationResult again = await _project.BuildAsync();

        foreach (EvaluationResult result in new[] { run, again })
        {
            Diagnostic? told = result.Diagnostics.SingleOrDefault(d => d.Code == "LLM2019");
            (told is null).Should().Be(expected is null);
            told?.Message.Should().Contain(expected);
        }
    }

    [Fact]
    public async Task The_verdict_says_when_the_baseline_came_from_another_model_or_backend()
    {
        Answers("gpt-5-mini-2025-08-07", "fp_1");
        await AcceptedAsync();
        Answers("gpt-5-mini-2025-08-07", "fp_2");
        EvaluationResult backend = await _project.FreshAsync();
        Answers("gpt-5-mini-2026-10-01", "fp_3");
        _clock.Now += TimeSpan.FromMinutes(1);
        EvaluationResult model = await _project.FreshAsync();

        _project.Read("evals/baselines/greet.m.baseline.jsonl").Should().Contain("\"responseModels\":[\"gpt-5-mini-2025-08-07\"],\"fingerprints\":[\"fp_1\"]");
        backend.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2018").Which.Should().Match<Diagnostic>(
            d => d.Severity == Severity.Message && d.Message.Contains("'fp_2'", StringComparison.Ordinal) && d.Message.Contains("'fp_1'", StringComparison.Ordinal));
        model.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2018").Which.Should().Match<Diagnostic>(
            d => d.Severity == Severity.Warning && d.Message.Contains("'gpt-5-mini-2026-10-01'", StringComparison.Ordinal));
        model.HasErrors.Should().BeFalse("none of it decides a verdict");
    }

    [Fact]
    public async Task A_model_that_the_project_itself_replaced_is_not_laid_to_the_vendor()
    {
        Answers("gpt-5-mini-2025-08-07", "fp_1");
        await AcceptedAsync();
        _project.WithModelMetadata("Model", "gpt-6-2026-10-01");
        Answers("gpt-6-2026-10-01", "fp_3");

        EvaluationResult run = await _project.RunAsync();

        run.Outcomes.Single().SamplesDrawn.Should().Be(3, "it is another model");
        run.Diagnostics.Should().NotContain(d => d.Code == "LLM2018");
    }

    [Fact]
    public async Task A_fresh_run_by_hand_takes_back_the_sign_that_the_last_build_is_complete()
    {
        await AcceptedAsync();
        string stamp = Path.Combine(_project.Output, "complete.stamp");
        File.WriteAllText(stamp, string.Empty);

        await _project.RunAsync();
        File.Exists(stamp).Should().BeTrue("nothing was begun");
        await _project.FreshAsync();

        File.Exists(stamp).Should().BeFalse("the next build must judge the epoch that was begun");
    }

    [Fact]
    public async Task A_baseline_older_than_thirty_days_is_told_to_be_old()
    {
        await AcceptedAsync();
        _clock.Now += TimeSpan.FromDays(30);
        EvaluationResult young = await _project.RunAsync();
        _clock.Now += TimeSpan.FromDays(1);
        EvaluationResult old = await _project.RunAsync();

        young.Diagnostics.Should().NotContain(d => d.Code == "LLM2017");
        old.Diagnostics.Should().ContainSingle(d => d.Code == "LLM2017" && d.Message.Contains("31 days", StringComparison.Ordinal));
        old.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Fact]
    public async Task Weights_known_by_their_hash_neither_age_nor_drift()
    {
        _project.Provider = null;
        _project.WithScript("- { answer: 'Hello {user}', response-model: a, fingerprint: b }\n");
        await AcceptedAsync();
        _clock.Now += TimeSpan.FromDays(300);

        (await _project.RunAsync()).Diagnostics.Should().NotContain(d => d.Code.StartsWith("LLM2017", StringComparison.Ordinal) || d.Code == "LLM2018" || d.Code == "LLM2019");
        File.ReadAllLines(_project.BaselinePath)[0].Should().NotContain("responseModels");
    }

    [Fact]
    public async Task A_fresh_run_draws_everything_anew_compares_with_the_baseline_and_goes_on_until_it_is_accepted()
    {
        await AcceptedAsync();
        _project.WithScript("- { user: Ann, answer: Go away }\n- { answer: 'Hello {user}' }\n").WithModelMetadata("Model", "gpt-5-mini");

        (await _project.RunAsync()).HasErrors.Should().BeFalse("nothing changed that the keys know of");
        _project.Calls.Count(c => c == "ask").Should().Be(3);
        EvaluationResult fresh = await _project.FreshAsync();
        EvaluationResult build = await _project.BuildAsync();

        _project.Calls.Count(c => c == "ask").Should().Be(6, "with three cases no fresh answer could confirm a fall");
        fresh.Outcomes.Single().Verdict.Metrics[0].Mean.Should().BeApproximately(2.0 / 3, 1e-9);
        build.Outcomes.Single().Verdict.Metrics[0].Mean.Should().BeApproximately(2.0 / 3, 1e-9, "a plain build judges the epoch that was begun");

        (await _project.AcceptAsync("the vendor's new model")).Diagnostics.Should().NotContain(d => d.IsError);
        File.ReadAllLines(_project.BaselinePath)[0].Should().Contain("\"epoch\":\"2026-11-21T03:00:00Z\"");
        Directory.Delete(_project.Output, recursive: true);
        EvaluationResult elsewhere = await _project.RunAsync();

        elsewhere.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        _project.Calls.Count(c => c == "ask").Should().Be(6);
    }

    [Fact]
    public async Task A_fresh_run_that_was_cut_off_goes_on_where_it_was()
    {
        await AcceptedAsync();
        _project.WithScript("- { fault: reset, times: 2 }\n- { answer: 'Hello {user}' }\n").WithModelMetadata("Model", "gpt-5-mini");

        (await _project.FreshAsync()).HasErrors.Should().BeTrue();
        Answers(null, null);
        (await _project.RunAsync()).HasErrors.Should().BeFalse();

        _project.Calls.Count(c => c == "ask").Should().Be(3 + 3 + 2);
    }

    [Fact]
    public async Task A_fresh_run_whose_model_is_missing_leaves_the_answers_that_are_there()
    {
        await AcceptedAsync();
        _project.Provider = new Metered { IsMissing = true };

        EvaluationResult fresh = await _project.FreshAsync();
        EvaluationResult build = await _project.BuildAsync();

        fresh.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.ModelMissing);
        build.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Fact]
    public async Task A_plan_of_a_fresh_run_prices_everything_and_begins_nothing()
    {
        await AcceptedAsync();

        EvaluationResult plan = await _project.FreshAsync(mode: EvaluationMode.Plan);

        plan.Outcomes.Single().Estimate!.Answers.Most.Calls.Should().Be(3);
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Fact]
    public async Task A_fresh_run_of_some_cases_leaves_the_others_their_answers()
    {
        await AcceptedAsync();

        (await _project.FreshAsync("case=ann")).HasErrors.Should().BeFalse();
        EvaluationResult all = await _project.BuildAsync();

        all.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        _project.Calls.Count(c => c == "ask").Should().Be(4);
    }

    [Fact]
    public async Task A_later_epoch_that_was_accepted_elsewhere_the_same_day_ends_the_one_that_was_begun_here()
    {
        await AcceptedAsync();
        await _project.FreshAsync();
        string here = _project.Read("obj/llmeval/epochs.json");
        _clock.Now += TimeSpan.FromHours(1);
        await _project.FreshAsync();
        (await _project.AcceptAsync()).Written.Should().ContainSingle();
        _project.Write("obj/llmeval/epochs.json", here);

        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_candidate_of_a_fresh_run_on_another_machine_is_accepted(bool isBegunHereToo)
    {
        await AcceptedAsync();
        await _project.FreshAsync();
        string carried = Path.Combine(_project.Folder, "carried.jsonl");
        File.Copy(Path.Combine(_project.Output, "candidates", "greet.m.baseline.jsonl"), carried);
        Directory.Delete(_project.Output, recursive: true);
        _clock.Now += TimeSpan.FromMinutes(1);
        if (isBegunHereToo) { await _project.FreshAsync(); }

        AcceptedBaselines accepted = await _project.AcceptFromAsync(carried);

        accepted.Diagnostics.Should().NotContain(d => d.IsError);
        File.ReadAllLines(_project.BaselinePath)[0].Should().Contain("\"epoch\":\"2026-11-21T03:00:00Z\"");
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-40)]
    public async Task A_fresh_run_draws_anew_whatever_the_clock_says(int days)
    {
        await AcceptedAsync();
        await _project.FreshAsync();
        (await _project.AcceptAsync()).Written.Should().ContainSingle();
        _clock.Now += TimeSpan.FromDays(days);

        EvaluationResult fresh = await _project.FreshAsync();
        (await _project.AcceptAsync()).Written.Should().ContainSingle();
        EvaluationResult build = await _project.BuildAsync();

        fresh.Outcomes.Single().SamplesDrawn.Should().Be(3);
        build.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        _project.Calls.Count(c => c == "ask").Should().Be(9);
    }

    [Fact]
    public async Task An_accept_does_not_make_answers_younger_that_it_did_not_change()
    {
        _project.WithModelMetadata("MaxAge", "7d");
        await AcceptedAsync();
        _clock.Now += TimeSpan.FromDays(5);
        _project.Replace("evals/greet.eval.yml", "name: Cid }", "name: Cyd }");
        await AcceptedAsync();
        EvaluationResult young = await _project.BuildAsync();
        _clock.Now += TimeSpan.FromDays(3);

        young.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        (await _project.BuildAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NotEvaluated, "Ann's answers are eight days old");
    }

    [Fact]
    public async Task An_age_beyond_the_calendar_never_comes()
    {
        _project.WithModelMetadata("MaxAge", "4000000d");
        await AcceptedAsync();

        (await _project.RunAsync()).Expires.Should().BeNull();
    }

    [Fact]
    public async Task Answers_older_than_the_models_age_are_drawn_anew_and_the_build_knows_when()
    {
        _project.WithModelMetadata("MaxAge", "7d");
        await AcceptedAsync();
        _clock.Now += TimeSpan.FromDays(6);
        EvaluationResult young = await _project.RunAsync();
        _clock.Now += TimeSpan.FromDays(1);
        EvaluationResult build = await _project.BuildAsync();
        EvaluationResult old = await _project.RunAsync();

        young.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline);
        young.Expires.Should().Be(new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
        build.Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.NotEvaluated);
        old.Outcomes.Single().SamplesDrawn.Should().Be(3);
        old.Expires.Should().Be(new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("7 days")]
    [InlineData("-1d")]
    [InlineData("5s")]
    public async Task An_age_that_cannot_be_read_is_a_mistake(string age)
    {
        _project.WithModelMetadata("MaxAge", age);

        (await _project.ValidateAsync()).Diagnostics.Should().ContainSingle(d => d.IsError && d.Code == "LLM1003" && d.Message.Contains("MaxAge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_model_is_compared_with_the_baseline_of_the_one_that_it_replaces()
    {
        await AcceptedAsync();
        _project.WithScript("- { user: Ann, answer: Go away }\n- { answer: 'Hello {user}' }\n", "new").WithModelMetadata("Baseline", "m", "new");
        _project.Replace("evals/greet.eval.yml", "models: [m]", "models: [new]");
        _project.RemoveModel("m");

        EvaluationResult result = await _project.RunAsync();
        AcceptedBaselines accepted = await _project.AcceptAsync("another model");

        result.Diagnostics.Should().NotContain(d => d.Code == "LLM2011" || d.Code == "LLM2004");
        result.Outcomes.Single().Verdict.Metrics[0].Difference.Should().BeApproximately(-1.0 / 3, 1e-9);
        accepted.Written.Should().ContainSingle().Which.Should().EndWith("greet.new.baseline.jsonl");
        (await _project.RunAsync()).Outcomes.Single().Verdict.Kind.Should().Be(VerdictKind.MatchesBaseline, "from then on it has its own");
    }

    [Fact]
    public async Task A_model_cannot_be_compared_with_one_that_never_was()
    {
        _project.WithModelMetadata("Baseline", "n");

        (await _project.RunAsync()).Diagnostics.Should().ContainSingle(d => d.IsError && d.Code == "LLM1015" && d.Message.Contains("'n'", StringComparison.Ordinal));
    }

    private void Answers(string? model, string? fingerprint)
    {
        string origin = (model is null ? "" : $", response-model: {model}") + (fingerprint is null ? "" : $", fingerprint: {fingerprint}");
        _project.Write("m.yml", $"- {{ answer: 'Hello {{user}}'{origin} }}\n");
    }

    private async Task AcceptedAsync()
    {
        (await _project.RunAsync()).HasErrors.Should().BeFalse();
        (await _project.AcceptAsync()).Written.Should().ContainSingle();
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
