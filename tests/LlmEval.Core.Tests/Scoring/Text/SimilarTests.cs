using LlmEval.Model;

namespace LlmEval.Scoring.Text;

public sealed class SimilarTests
{
    [Theory]
    [InlineData("paid within a week", 1)]
    [InlineData("half", 0.6)]
    [InlineData("opposite", 0)]
    public async Task The_nearest_of_several_texts_counts(string answer, double expected)
    {
        Score score = await ScoreAsync("similar: { value: [far, paid within a week], model: embedder }", answer);

        score.Value.Should().BeApproximately(expected, 1e-7);
        score.Passed.Should().Be(expected >= 0.75);
        score.Reason.Should().Contain("cosine");
    }

    [Fact]
    public async Task An_empty_answer_is_near_to_nothing()
    {
        Score score = await ScoreAsync("similar: { value: x, model: embedder, threshold: -1 }", " ");

        (score.Outcome, score.Value, score.Passed).Should().Be((ScoreOutcome.Scored, 0, false));
    }

    [Fact]
    public async Task A_vector_of_another_length_cannot_be_compared() =>
        (await ScoreAsync("similar: { value: short, model: embedder }", "half")).Outcome.Should().Be(ScoreOutcome.Unscored);

    [Fact]
    public async Task An_embedding_that_is_not_there_yet_leaves_the_case_open()
    {
        BoundCheck check = Bench.Check("similar: { value: x, model: embedder }");
        SampleScope scope = new();

        await check.ScoreAsync(scope.Context(Bench.Sample(new Answer { Text = "y" }), 0, CaseValues.Of([])), TestContext.Current.CancellationToken);

        scope.IsIncomplete.Should().BeTrue();
    }

    [Fact]
    public void The_model_must_be_named() => Bench.Mistakes("- similar: { value: x }").Should().ContainSingle().Which.Should().Contain("LLM1006").And.Contain("'model:'");

    private static async Task<Score> ScoreAsync(string entry, string answer)
    {
        ScoringContext context = new(Bench.Sample(new Answer { Text = answer }), 0, CaseValues.Of([])) { Models = new Vectors() };
        return await Bench.Check(entry).ScoreAsync(context, TestContext.Current.CancellationToken);
    }

    private sealed class Vectors : IScoringModels
    {
        public ValueTask<Answer> AskAsync(ScoringRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<float>> EmbedAsync(string model, string text, CancellationToken cancellationToken) => new(text switch
        {
            "paid within a week" => (float[])[2, 0, 0],
            "half" => [0.6f, 0.8f, 0],
            "opposite" => [-3, 0, 0],
            "short" => [1],
            _ => [0, -1, 0],
        });
    }
}
