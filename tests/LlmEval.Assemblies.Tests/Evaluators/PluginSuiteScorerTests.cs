namespace LlmEval.Assemblies.Tests.Evaluators;

/// <summary>Metrics over a suite that a plug-in brings.</summary>
public sealed class PluginSuiteScorerTests : IDisposable
{
    private readonly UserCode _code = new UserCode().With("Deterministic", "true").WithRag("[EvalTarget] public string Ask(EvalCase c) => c.Id == \"a\" ? \"fine\" : \"so so\";");

    public void Dispose() => _code.Dispose();

    [Fact]
    public async Task It_is_told_every_case_once_and_its_result_is_the_suite_s()
    {
        EvaluationResult result = await EvaluateAsync("_ids.Add(scored.Case.Id);", "SuiteScorerResult.Of(_ids.Count, _ids.Count, string.Join('+', _ids))");

        result.HasErrors.Should().BeFalse(string.Join('\n', result.Diagnostics));
        Gating.SuiteScoreVerdict score = result.Outcomes[0].Verdict.SuiteScores.Should().ContainSingle(v => v.Metric.Name == "how-many").Subject;
        score.Score.Should().Match<Model.SuiteScore>(v => v.Value == 2 && v.Reason == "a+b");
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"no index\");", "SuiteScorerResult.Of(1, 1, \"\")", "the scorer failed: InvalidOperationException: no index")]
    [InlineData("", "throw new InvalidOperationException(\"at the end\")", "the scorer failed: InvalidOperationException: at the end")]
    [InlineData("", "null!", "the scorer gave no result")]
    [InlineData("Thread.Sleep(-1);", "SuiteScorerResult.Of(1, 1, \"\")", "it did not end within 3 s")]
    public async Task Its_trouble_leaves_the_metric_unscored_with_the_cause(string add, string end, string cause)
    {
        EvaluationResult result = await EvaluateAsync(add, end);

        string all = string.Join('\n', result.Outcomes[0].Verdict.Findings.Select(f => f.Text)) + string.Join('\n', result.Diagnostics);
        all.Should().Contain("could not be measured over the suite").And.Contain(cause);
    }

    private Task<EvaluationResult> EvaluateAsync(string add, string end) => _code.WithPluginSource($$"""
        using System.Linq; using LlmEval.Scoring.OverSuite;
        public sealed class Plugin : IEvaluatorPlugin
        {
            public IReadOnlyList<CheckKind> Kinds { get; } = [new()
            {
                Name = "how-many", Summary = "Cases.", Example = "how-many", Source = "ours", Unit = "cases", IsBinary = false, Maximum = 100, Threshold = 1,
                BindSuite = _ => () => new Scorer(),
            }];
        }
        public sealed class Scorer : ISuiteScorer
        {
            private readonly List<string> _ids = [];
            public void Add(ScoredCase scored) { {{add}} }
            public SuiteScorerResult Result() => {{end}};
        }
        """).WithScore("contains: o", "how-many").EvaluateAsync();
}
