using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class VerdictTests
{
    private const string J = "judge: judge";

    [Theory]
    [InlineData($"llm-rubric: {{ value: Is polite, {J} }}", "met", 1, true)]
    [InlineData($"llm-rubric: {{ value: Is polite, {J} }}", "partly", 0.5, false)]
    [InlineData($"llm-rubric: {{ value: Is polite, {J}, threshold: 0.5 }}", "partly", 0.5, true)]
    [InlineData($"llm-rubric: {{ value: Is polite, {J} }}", "not-met", 0, false)]
    [InlineData($"not-llm-rubric: {{ value: Is rude, {J} }}", "not-met", 0, true)]
    [InlineData($"not-llm-rubric: {{ value: Is rude, {J} }}", "met", 1, false)]
    [InlineData($"relevance: {{ {J} }}", "relevant", 1, true)]
    [InlineData($"relevance: {{ {J} }}", "off-topic", 0, false)]
    [InlineData($"coherence: {{ {J} }}", "coherent", 1, true)]
    [InlineData($"coherence: {{ {J} }}", "incoherent", 0, false)]
    [InlineData($"fluency: {{ {J} }}", "fluent", 1, true)]
    [InlineData($"fluency: {{ {J} }}", "not-fluent", 0, false)]
    [InlineData($"completeness: {{ value: '{{{{expected}}}}', {J} }}", "complete", 1, true)]
    [InlineData($"completeness: {{ value: '{{{{expected}}}}', {J} }}", "incomplete", 0, false)]
    [InlineData($"equivalence: {{ value: Paris, {J} }}", "equivalent", 1, true)]
    [InlineData($"equivalence: {{ value: Paris, {J} }}", "different", 0, false)]
    [InlineData($"not-equivalence: {{ value: Paris, {J} }}", "different", 1, true)]
    [InlineData($"model-graded-closedqa: {{ value: Names a city, {J} }}", "yes", 1, true)]
    [InlineData($"model-graded-closedqa: {{ value: Names a city, {J} }}", "no", 0, false)]
    [InlineData($"factuality: {{ value: Paris, {J} }}", "A", 1, true)]
    [InlineData($"factuality: {{ value: Paris, {J} }}", "E", 1, true)]
    [InlineData($"factuality: {{ value: Paris, {J} }}", "D", 0, false)]
    [InlineData($"factuality: {{ value: Paris, {J}, pass: [C] }}", "A", 0, false)]
    [InlineData($"factuality: {{ value: Paris, {J}, pass: C }}", "C", 1, true)]
    [InlineData($"refusal-judge: {{ {J} }}", "refuse", 1, true)]
    [InlineData($"refusal-judge: {{ {J} }}", "comply", 0, false)]
    [InlineData($"not-refusal-judge: {{ {J} }}", "comply", 0, true)]
    [InlineData($"not-refusal-judge: {{ {J} }}", "refuse", 1, false)]
    public void A_verdict_is_a_grade_with_the_judges_reason(string entry, string word, double value, bool passes)
    {
        using JudgeBench bench = new();
        Score score = bench.Score(entry, "It is Paris.", new FakeModels(JudgeBench.Verdict(word, "it says so")));
        (score.Outcome, score.Value, score.Passed, score.Actual).Should().Be((ScoreOutcome.Scored, value, passes, word), score.Reason);
        score.Reason.Should().Be($"the judge says '{word}': it says so");
    }

    public static TheoryData<string> Unreadable() =>
    [
        "", "   ", "met", "The verdict is met.", "{\"verdict\":\"met\"}", "{\"reason\":\"r\",\"verdict\":\"Met\"}", "{\"reason\":\"r\",\"verdict\":\"met \"}",
        "{\"reason\":\"r\",\"verdict\":\"pass\"}", "{\"reason\":\"r\",\"verdict\":1}", "{\"reason\":\"r\",\"verdict\":[\"met\"]}", "[{\"reason\":\"r\",\"verdict\":\"met\"}]",
        "{\"reason\":\"r\",\"verdict\":\"met\"", "{\"reason\":\"r\",\"verdict\":\"met\"} or so", "Sure! {\"reason\":\"r\",\"verdict\":\"met\"}",
        "{\"reason\":\"r\",\"verdict\":\"met\",\"verdict\":\"not-met\"}", "{\"reason\":\"r\",\"verdict\":\"met\",}", "```json\n{\"reason\":\"r\",\"verdict\":\"met\"}\n``` done",
        "Here:\n```json\n{\"reason\":\"r\",\"verdict\":\"met\"}\n```", "```xml\n{\"reason\":\"r\",\"verdict\":\"met\"}\n```", "```", "``````", "{\"reason\":\"r\",\"verdict\":\"\\ud800\"}", "null",
        "\ud800", new string('[', 5000),
    ];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_is_no_verdict_by_the_letter_leaves_the_sample_unscored(string said)
    {
        using JudgeBench bench = new();
        foreach (string form in new[] { "llm-rubric", "not-llm-rubric" })
        {
            Score score = bench.Score($"{form}: {{ value: Is polite, {J} }}", "Hello.", new FakeModels(said));
            (score.Outcome, score.Passed).Should().Be((ScoreOutcome.Unscored, false));
            score.Reason.Should().StartWith("the judge 'judge' gave no verdict: ").And.NotContain("\n");
        }
    }

    [Theory]
    [InlineData(FinishReason.Length, "cut at the token limit")]
    [InlineData(FinishReason.ContentFilter, "filtered")]
    public void A_judge_that_was_cut_or_filtered_gave_no_verdict(FinishReason finish, string cause)
    {
        using JudgeBench bench = new();
        Score score = bench.Score($"fluency: {{ {J} }}", "Hello.", new FakeModels(_ => new Answer { Text = JudgeBench.Verdict("fluent"), Finish = finish }));
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain(cause);
    }

    [Theory]
    [InlineData("```json\n{0}\n```")]
    [InlineData("```\n{0}\n```\n")]
    [InlineData("\n  {0}  \n")]
    public void One_fence_around_all_of_it_and_white_space_do_not_matter(string around)
    {
        using JudgeBench bench = new();
        bench.Score($"fluency: {{ {J} }}", "Hello.", new FakeModels(around.Replace("{0}", JudgeBench.Verdict("fluent"), StringComparison.Ordinal))).Value.Should().Be(1);
    }

    [Fact]
    public void The_request_asks_for_the_schema_without_chance_and_the_reason_first()
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("C"));
        bench.Score($"factuality: {{ value: Paris, {J} }}", "Paris.", models);
        ScoringRequest request = models.Asked.Should().ContainSingle().Subject;
        (request.Model, request.Sample, request.Defaults.Temperature, request.Parameters.ResponseFormat).Should().Be(("judge", 0, 0, "json_schema"));
        request.Defaults.MaxTokens.Should().BeGreaterThan(0);
        System.Text.Json.JsonElement schema = System.Text.Json.JsonElement.Parse(request.Parameters.JsonSchema!).GetProperty("schema");
        schema.GetProperty("required").ToString().Should().Be("[\"reason\",\"verdict\"]");
        schema.GetProperty("properties").GetProperty("verdict").GetProperty("enum").ToString().Should().Be("[\"A\",\"B\",\"C\",\"D\",\"E\"]");
        FakeModels.Data(request, "question").Should().Be("What is the capital of France?");
        FakeModels.Data(request, "reference").Should().Be("Paris");
        FakeModels.Data(request, "answer").Should().Be("Paris.");
    }

    [Fact]
    public void Every_option_comes_first_equally_often_over_the_samples()
    {
        using JudgeBench bench = new();
        BoundCheck check = bench.Check($"llm-rubric: {{ value: Is polite, {J} }}");
        List<string> firsts = [], seen = [];
        for (int n = 0; n < 12; n++)
        {
            FakeModels models = new(JudgeBench.Verdict("met"));
            JudgeBench.Score(check, "Hello.", models, new ScoreSetup { Number = n }).Value.Should().Be(1);
            string text = FakeModels.Seen(models.Asked.Single());
            seen.Add(text);
            firsts.Add(new[] { "met", "partly", "not-met" }.MinBy(w => text.IndexOf($"- \"{w}\":", StringComparison.Ordinal))!);
        }

        firsts.GroupBy(f => f).Select(g => g.Count()).Should().Equal(4, 4, 4);
        seen.Distinct().Should().HaveCount(6, "the order is that of the sample's number, and all orders occur");
        seen[0].Should().Be(seen[6]);
    }

    [Theory]
    [InlineData("llm-rubric", "value: Is polite, ")]
    [InlineData("not-llm-rubric", "value: Is polite, ")]
    [InlineData("relevance", "")]
    [InlineData("fluency", "")]
    [InlineData("factuality", "value: Paris, ")]
    [InlineData("refusal-judge", "")]
    [InlineData("not-refusal-judge", "")]
    [InlineData("answer-relevance", "")]
    [InlineData("pairwise", "value: Paris, ")]
    [InlineData("citation-recall", "")]
    public void An_empty_answer_fails_and_asks_nobody(string kind, string more)
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("met"));
        Score score = bench.Score($"{kind}: {{ {more}{J} }}", " \n", models);
        (score.Outcome, score.Passed).Should().Be((ScoreOutcome.Scored, false));
        models.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_model_without_messages_was_asked_is_the_variable_question()
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("relevant"));
        BoundCheck check = bench.Check($"relevance: {{ {J} }}");
        ScoringContext without = JudgeBench.Context("Paris.", models, new ScoreSetup { Question = null });
        ScoringContext Asked(ScoringContext of) => new(of.Sample, 0, CaseValues.Of([("question", "Which city?")])) { Input = of.Input, Models = models };

        (await check.ScoreAsync(Asked(without), CancellationToken.None)).Value.Should().Be(1);
        await check.ScoreAsync(Asked(JudgeBench.Context("Paris.", models, new ScoreSetup { Question = "Where?" })), CancellationToken.None);

        models.Asked.Select(a => FakeModels.Data(a, "question")).Should().Equal("Which city?", "Where?");
    }

    [Fact]
    public void What_the_judge_would_have_to_be_shown_and_nobody_knows_leaves_it_unscored()
    {
        using JudgeBench bench = new();
        ScoreSetup nothing = new() { Question = null, Passages = [] };
        FakeModels models = new(JudgeBench.Verdict("relevant"));
        bench.Score($"relevance: {{ {J} }}", "Paris.", models, nothing).Reason.Should().Contain("the question is not known");
        bench.Score($"groundedness: {{ {J} }}", "Paris.", models, nothing).Reason.Should().Contain("there is no context");
        bench.Score($"llm-rubric: {{ value: 'Says {{{{unknown}}}}', {J} }}", "Paris.", models).Outcome.Should().Be(ScoreOutcome.Unscored);
        models.Asked.Should().BeEmpty();
        bench.Score($"relevance: {{ question: Which city?, {J} }}", "Paris.", models, nothing).Value.Should().Be(1);
        FakeModels.Data(models.Asked.Single(), "question").Should().Be("Which city?");
    }

    [Fact]
    public void An_answer_too_long_to_judge_is_unscored_and_asks_nobody()
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("fluent"));
        Score score = bench.Score($"fluency: {{ {J} }}", new string('<', 10_000_000), models);
        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("too long");
        models.Asked.Should().BeEmpty();
    }

    [Fact]
    public void Path_says_what_of_the_answer_is_judged()
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("fluent"));
        bench.Score($"fluency: {{ path: $.text, {J} }}", "{\"text\":\"Hello.\",\"id\":7}", models).Value.Should().Be(1);
        FakeModels.Data(models.Asked.Single(), "answer").Should().Be("Hello.");
        Score lost = bench.Score($"not-fluency: {{ path: $.text, {J} }}", "no JSON", models);
        (lost.Outcome, lost.Passed).Should().Be((ScoreOutcome.Scored, false));
    }

    [Fact]
    public async Task A_judge_that_hangs_leaves_the_sample_unscored_within_the_time_limit()
    {
        using JudgeBench bench = new();
        BoundCheck check = bench.Check($"fluency: {{ {J} }}");
        Clock clock = new();
        HangingModels models = new();
        Task<Score> score = check.ScoreAsync(JudgeBench.Context("Hello.", models, new ScoreSetup { Time = clock }), CancellationToken.None).AsTask();
        await models.Asked.Task;
        await clock.FireAsync();
        (await score).Outcome.Should().Be(ScoreOutcome.Unscored);
        (await score).Reason.Should().Contain("no result within 900 s");
    }

    [Fact]
    public async Task What_is_not_drawn_makes_the_case_incomplete_and_not_unscored_for_good()
    {
        using JudgeBench bench = new();
        SampleScope scope = new() { Models = new FakeModels((Func<ScoringRequest, Answer>)(_ => throw new AnswerNotDrawnException())) };
        ScoringContext context = scope.Context(new Sample { Number = 0, Turns = [new Answer { Text = "Paris." }] }, 0, CaseValues.Of([]));
        (await bench.Check($"fluency: {{ {J} }}").ScoreAsync(context, CancellationToken.None)).Outcome.Should().Be(ScoreOutcome.Unscored);
        scope.IsIncomplete.Should().BeTrue();
    }

    [Fact]
    public void A_missing_model_is_no_fault_of_the_answer()
    {
        using JudgeBench bench = new();
        FakeModels models = new((Func<ScoringRequest, Answer>)(_ => throw new LlmEvalException(Diagnostics.ModelMissing.At(Location.None, "gone"))));
        FluentActions.Invoking(() => bench.Score($"groundedness: {{ {J} }}", "Paris.", models)).Should().Throw<LlmEvalException>();
    }

    private sealed class HangingModels : IScoringModels
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            throw new InvalidOperationException();
        }

        public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>A clock whose one timer goes off when the test says so.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly TaskCompletionSource<Action> _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task FireAsync() => (await _timer.Task)();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timer.TrySetResult(() => callback(state));
            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
