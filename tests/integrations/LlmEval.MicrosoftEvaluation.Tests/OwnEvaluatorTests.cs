using LlmEval.Assemblies;
using LlmEval.Manifests;
using LlmEval.Model;
using LlmEval.Models;
using LlmEval.Scoring;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using MicrosoftResult = Microsoft.Extensions.AI.Evaluation.EvaluationResult;

namespace LlmEval.MicrosoftEvaluation.Tests;

public sealed class OwnEvaluatorTests
{
    [Fact]
    public async Task An_evaluator_of_one_s_own_is_a_check()
    {
        Score score = await Score(new NumericMetric("Mine", 0.75, "well done"));

        score.Should().Match<Score>(s => s.Value == 0.75 && s.Passed && s.Reason == "well done");
        (await Score(new BooleanMetric("Mine", false), isBinary: true)).Should().Match<Score>(s => s.Value == 0 && !s.Passed);
    }

    public static TheoryData<EvaluationMetric> Useless => new(
        new NumericMetric("Mine"), new NumericMetric("Mine", double.NaN), new NumericMetric("Mine", double.PositiveInfinity), new NumericMetric("Mine", 7), new StringMetric("Mine", "good"),
        new EvaluationMetric("Mine"), new NumericMetric("Other", 1), new BooleanMetric("Mine"),
        new NumericMetric("Mine", 1) { Interpretation = new EvaluationMetricInterpretation(EvaluationRating.Inconclusive) },
        new NumericMetric("Mine", 1) { Diagnostics = [EvaluationDiagnostic.Error("boom\n at frame")] });

    [Theory]
    [MemberData(nameof(Useless))]
    public async Task What_is_no_score_is_unscored(EvaluationMetric metric) => (await Score(metric)).Outcome.Should().Be(ScoreOutcome.Unscored);

    [Fact]
    public async Task An_error_that_a_composition_made_a_row_of_is_told()
    {
        Score score = await new Judged("x")
        {
            Kinds = [new EvaluatorCheck
            {
                Name = "mine", Summary = "Mine.", Metric = "Mine", AsksModel = false,
                Create = () => new CompositeEvaluator(new Own(() => throw new InvalidOperationException("no index"))),
            }.ToKind()],
        }.ScoreAsync("mine");

        score.Outcome.Should().Be(ScoreOutcome.Unscored);
        score.Reason.Should().Contain("no index").And.NotContain("\n");
    }

    [Fact]
    public async Task The_assembly_loads_as_a_plug_in_with_what_it_needs()
    {
        string home = Directory.CreateTempSubdirectory("llmeval-meai-").FullName;
        try
        {
            DiagnosticBag found = new();
            ManifestItem item = new()
            {
                Name = "meai", Path = typeof(QualityChecks).Assembly.Location, Location = new Location("app.csproj"), Metadata = new Dictionary<string, string>(),
            };
            ModelContext context = new() { ProjectDirectory = home, Home = home, OutputDirectory = home };
            await using EvaluatorSet set = await EvaluatorSet.LoadAsync(
                [item], CheckRegistry.BuiltIn, new AssemblyEvaluatorLoader(), context, found, TestContext.Current.CancellationToken);

            found.Items.Should().BeEmpty();
            set.Registry.Kinds.Select(k => k.Name).Should().Contain(["meai-relevance", "meai-retrieval"]);
            set.Plugins.Should().ContainSingle().Which.Should().NotBeOfType<QualityChecks>("it is loaded in a context of its own");
        }
        finally { Directory.Delete(home, recursive: true); }
    }

    private static Task<Score> Score(EvaluationMetric metric, bool isBinary = false) => new Judged("x")
    {
        Kinds = [new EvaluatorCheck
        {
            Name = "mine", Summary = "Mine.", Create = () => new Own(() => metric), AsksModel = false, IsBinary = isBinary, Minimum = 0, Maximum = 1, Threshold = 0.5,
        }.ToKind()],
    }.ScoreAsync("mine");

    private sealed class Own(Func<EvaluationMetric> metric) : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["Mine"];

        public ValueTask<MicrosoftResult> EvaluateAsync(
            IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
            IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) => new(new MicrosoftResult(metric()));
    }
}
