using LlmEval.Scoring.OverSuite;

namespace LlmEval.Scoring;

/// <summary>
/// A kind of check: what users write as its name, what its metric means, and how it becomes a scorer. The table of kinds is also
/// what the documentation is made from.
/// </summary>
public sealed record CheckKind
{
    /// <summary>The name in a suite, without <c>not-</c>; lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>What it measures, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>A line of YAML that uses it.</summary>
    public required string Example { get; init; }

    /// <summary>Whose definition it is: a paper, a standard, another tool's check of that name.</summary>
    public required string Source { get; init; }

    /// <summary>The keys that it takes besides the common ones.</summary>
    public IReadOnlyList<CheckOption> Options { get; init; } = [];

    /// <summary>Raise it when the same answer can get another score than before; part of the metric's key.</summary>
    public int Version { get; init; } = 1;

    /// <summary>
    /// Identity of the code that measures, where that is not the engine's own: part of the metric's key, so that other code is another metric. Null for the
    /// engine's kinds; what loads a plug-in sets it, and a kind that is given to an evaluation directly may.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>Whether <see cref="Origin"/> is of compiled code, so that another build of the same sources may be another metric.</summary>
    public bool IsKeyedByCode { get; init; }

    /// <summary>Unit of the raw score: <c>pass</c>, <c>ratio</c>, <c>edits</c>, <c>s</c> ... A threshold in <c>s</c> is written as a time.</summary>
    public string Unit { get; init; } = "pass";

    /// <summary>Smallest possible raw score.</summary>
    public double Minimum { get; init; }

    /// <summary>Largest possible raw score; infinity where there is no bound.</summary>
    public double Maximum { get; init; } = 1;

    /// <summary>Whether every raw score is 0 or 1.</summary>
    public bool IsBinary { get; init; } = true;

    /// <summary>Whether a larger raw score is better (before <c>not-</c>).</summary>
    public bool HigherIsBetter { get; init; } = true;

    /// <summary>Whether 0 is best and either sign is worse: a threshold then bounds the absolute value. <see cref="HigherIsBetter"/> is false there.</summary>
    public bool BestIsZero { get; init; }

    /// <summary>Whether the metric is compared with the baseline unless the check says <c>gate: report</c>.</summary>
    public bool IsGated { get; init; } = true;

    /// <summary>
    /// The raw score that a case needs to pass, in <see cref="Unit"/>; null when the check must give it. The bound itself passes.
    /// </summary>
    public double? Threshold { get; init; } = 1;

    /// <summary>The key that <c>name: something</c> stands for: <c>value</c>, <c>path</c>, <c>threshold</c>; null when the kind takes options only.</summary>
    public string? Shorthand { get; init; }

    /// <summary>
    /// The longest time for one score. Null for scorers that only compute, which then run on the caller's thread;
    /// anything that asks a process, a network or a plug-in has one.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether it judges also an answer that fails other checks by what the model did with its tools (<see cref="Model.Sample.Failure"/>): for a check of what a model must not do.
    /// </summary>
    public bool JudgesFailures { get; init; }

    /// <summary>Reads the options and makes the scorer; reports mistakes there and then returns null. Null for a kind that measures whole suites.</summary>
    public Func<CheckOptions, IScorer?>? Bind { get; init; }

    /// <summary>
    /// Reads the options and makes what begins a scorer for each model; reports mistakes there and then returns null. Null for a kind that measures answers.
    /// </summary>
    public Func<CheckOptions, Func<ISuiteScorer>?>? BindSuite { get; init; }

    /// <summary>Whether it measures a whole suite and not an answer: then a threshold is the bound of the suite, and it may stand in a suite's <c>score:</c> only.</summary>
    public bool IsOverSuite => BindSuite is not null;

    /// <summary>The range for people: <c>0 or 1</c>, <c>0 to 1</c>, <c>0 or more</c>.</summary>
    public string Range => IsBinary ? "0 or 1"
        : double.IsPositiveInfinity(Maximum) && Minimum == double.MinValue ? "a finite number"
        : double.IsPositiveInfinity(Maximum) ? FormattableString.Invariant($"{Minimum} or more")
        : FormattableString.Invariant($"{Minimum} to {Maximum}");
}
