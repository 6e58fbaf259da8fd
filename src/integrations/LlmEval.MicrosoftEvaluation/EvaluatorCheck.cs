using LlmEval.Scoring;
using Microsoft.Extensions.AI.Evaluation;

namespace LlmEval.MicrosoftEvaluation;

/// <summary>
/// One metric of an <see cref="IEvaluator"/> as a kind of check. Wrap evaluators of your own with it, and give the kinds from an <see cref="IEvaluatorPlugin"/>:
/// <c>Kinds => [new EvaluatorCheck { Name = "politeness", Create = () => new PolitenessEvaluator(), ... }.ToKind()]</c>.
/// </summary>
public sealed record EvaluatorCheck
{
    /// <summary>The check's name in suites: lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Makes the evaluator; one object serves a check, for many answers at once.</summary>
    public required Func<IEvaluator> Create { get; init; }

    /// <summary>Which of its metrics; null for one that has only one.</summary>
    public string? Metric { get; init; }

    /// <summary>What it measures, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Whose definition it is.</summary>
    public string Source { get; init; } = "Microsoft.Extensions.AI.Evaluation";

    /// <summary>A line of YAML that uses it; its name alone when null.</summary>
    public string? Example { get; init; }

    /// <summary>The keys that <see cref="Contexts"/> takes.</summary>
    public IReadOnlyList<CheckOption> Options { get; init; } = [];

    /// <summary>The key that <c>name: something</c> stands for, or null.</summary>
    public string? Shorthand { get; init; }

    /// <summary>Whether the metric is a <see cref="BooleanMetric"/>, which counts as 0 or 1.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Smallest value; 1 as for the evaluators of Quality.</summary>
    public double Minimum { get; init; } = 1;

    /// <summary>Largest value; 5 as for the evaluators of Quality.</summary>
    public double Maximum { get; init; } = 5;

    /// <summary>Whether more is better.</summary>
    public bool HigherIsBetter { get; init; } = true;

    /// <summary>The value that a case needs to pass; null when every check must say it. 4 as for the evaluators of Quality.</summary>
    public double? Threshold { get; init; } = 4;

    /// <summary>Whether the evaluator asks a model: then the check takes <c>judge</c>.</summary>
    public bool AsksModel { get; init; } = true;

    /// <summary>Longest time for one answer, with all questions to the model.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Raise it when the same answer can get another score than before.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Reads the keys of its own and makes what gives an answer's contexts; reports mistakes there and then returns null. None when null.</summary>
    public Func<CheckOptions, ContextSource?>? Contexts { get; init; }

    /// <summary>The kind.</summary>
    public CheckKind ToKind() => new()
    {
        Name = Name,
        Summary = Summary,
        Source = Source,
        Example = Example ?? Name,
        Options = AsksModel ? [.. Options, new CheckOption("judge", "text", "The model item that judges; the suite's 'judge' unless said.")] : Options,
        Shorthand = Shorthand,
        Unit = IsBinary ? "pass" : "points",
        IsBinary = IsBinary,
        Minimum = IsBinary ? 0 : Minimum,
        Maximum = IsBinary ? 1 : Maximum,
        HigherIsBetter = HigherIsBetter,
        Threshold = IsBinary ? 1 : Threshold,
        TimeLimit = TimeLimit,
        Version = Version,
        Bind = Bind,
    };

    private EvaluatorScorer? Bind(CheckOptions options)
    {
        // Both, before either mistake ends it: a key that nobody took would be a mistake too.
        string? judge = AsksModel ? options.Model() : null;
        ContextSource? contexts = Contexts?.Invoke(options);
        if ((AsksModel && judge is null) || (Contexts is not null && contexts is null)) { return null; }

        IEvaluator evaluator = Create();
        string metric = Metric ?? (evaluator.EvaluationMetricNames is { Count: 1 } names ? names.First()
            : throw new InvalidOperationException($"{evaluator.GetType().Name} has the metrics {string.Join(", ", evaluator.EvaluationMetricNames)}: say which one as Metric"));
        return new EvaluatorScorer(evaluator, metric, judge, contexts);
    }
}
