using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites;

namespace LlmEval.Scoring.OverSuite;

/// <summary>Binds a <c>score:</c> list, scores cases with it and tells what its checks over the suite come to.</summary>
internal sealed class SuiteBench(string yaml, CheckRegistry? registry = null)
{
    private readonly SuiteChecks _checks = Bench.Suite(yaml, registry: registry);
    private readonly List<ScoredCase> _cases = [];

    /// <summary>A case with one answer a sample; a null answer is trouble on the way.</summary>
    public SuiteBench Case(string?[] answers, string expected, string[]? tags = null, params (string Name, string Value)[] vars)
    {
        EvalCase item = new()
        {
            Id = $"c{_cases.Count}",
            Location = new Location(Bench.File, _cases.Count + 1),
            Vars = CaseValue.OfMembers([.. vars.Select(v => KeyValuePair.Create(v.Name, CaseValue.OfText(v.Value)))]),
            Expected = CaseValue.OfText(expected),
            Tags = tags ?? [],
            InputsHash = Hash128.Of($"{_cases.Count}"),
        };
        Sample[] samples = [.. answers.Select((a, i) => a is null
            ? new Sample { Number = i, Turns = [], Trouble = "refused" }
            : new Sample { Number = i, Turns = [new Answer { Text = a }] })];
        List<IReadOnlyList<Score>> scores = [];
        foreach (Sample sample in samples)
        {
            ValueTask<IReadOnlyList<Score>> scored = _checks.Suite.ScoreAsync(sample, item, CancellationToken.None);
            scores.Add(scored.AsTask().GetAwaiter().GetResult());
        }

        _cases.Add(new ScoredCase(item, samples, scores));
        return this;
    }

    /// <summary>Cases of one sample: expected and answered labels, separated by spaces.</summary>
    public SuiteBench Labels(string expected, string answered)
    {
        foreach ((string left, string right) in expected.Split(' ').Zip(answered.Split(' '))) { Case([right], left); }

        return this;
    }

    public SuiteScore Score(string metric)
    {
        BoundSuiteCheck check = _checks.OverSuite.Single(c => c.Metric.Name == metric);
        ISuiteScorer scorer = check.Begin();
        foreach (ScoredCase item in _cases) { scorer.Add(item); }

        return check.Judge(scorer.Result());
    }

    public double Value(string metric)
    {
        SuiteScore score = Score(metric);
        score.Outcome.Should().Be(ScoreOutcome.Scored, score.Reason);
        return score.Value;
    }
}
