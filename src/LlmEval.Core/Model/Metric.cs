namespace LlmEval.Model;

/// <summary>A metric of a suite: what one check measures.</summary>
public sealed record Metric
{
    /// <summary>Unique in its suite; defaults to the check's name.</summary>
    public required string Name { get; init; }

    /// <summary>The check that produces it, for instance <c>equals</c> or <c>not-contains</c>.</summary>
    public required string Check { get; init; }

    /// <summary>Where the check stands.</summary>
    public required Location Location { get; init; }

    /// <summary>Unit of the raw score: <c>pass</c> (0 or 1), <c>ratio</c> (0 to 1), <c>s</c> (seconds) ...</summary>
    public string Unit { get; init; } = "pass";

    /// <summary>Whether a larger score is better; false for latency and rates of failure.</summary>
    public bool HigherIsBetter { get; init; } = true;

    /// <summary>Whether 0 is best and either sign is worse (a difference of two groups): then a bound is one on the absolute value.</summary>
    public bool BestIsZero { get; init; }

    /// <summary>Whether every score is 0 or 1.</summary>
    public bool IsBinary { get; init; } = true;

    /// <summary>Whether it is compared with the baseline; false for <c>gate: report</c> and for what only a floor can judge (latency, rates of every suite).</summary>
    public bool IsGated { get; init; } = true;

    /// <summary>Whether a failing score fails its case (must-pass); false for <c>gate: report</c> and for the rates of every suite.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>Whether it may fail anything at all; false for <c>gate: report</c>, then a floor on it is a contradiction.</summary>
    public bool CanFail { get; init; } = true;

    /// <summary>Names of the models that are asked for it; none for most.</summary>
    public IReadOnlyList<string> Asks { get; init; } = [];

    /// <summary>Whether one of them judges, so that it matters how far it can be trusted; an embedder does not.</summary>
    public bool IsJudged { get; init; }

    /// <summary>Hash of the answers that people labelled for the judge; null without.</summary>
    internal string? LabelsKey { get; init; }

    /// <summary>What decides its scores and stands neither in the suite nor in its cases: texts of files and prompts, versions of kinds; empty for nothing.</summary>
    internal string Beyond { get; init; } = string.Empty;

    /// <summary>
    /// Hash of everything in the check that decides a score (kind, version, options as written, models that it asks; not the case's values). When it
    /// differs from the baseline's, scores cannot be compared.
    /// </summary>
    public required string ScorerKey { get; init; }

    /// <summary>Whether <see cref="ScorerKey"/> holds the compiled code of a plug-in, which another build may change.</summary>
    public bool IsKeyedByCode { get; init; }

    /// <summary>Whether a value keeps a bound (a floor, or a ceiling where lower is better); equality keeps it, up to the rounding of a sum.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound, in the metric's unit.</param>
    public bool Keeps(double value, double bound)
    {
        double slack = 1e-9 * Math.Max(1, Math.Abs(bound));
        return BestIsZero ? Math.Abs(value) <= bound + slack : HigherIsBetter ? value >= bound - slack : value <= bound + slack;
    }

    /// <summary>How bad a value is, to find the worst of several: larger is worse.</summary>
    internal double Badness(double value) => BestIsZero ? Math.Abs(value) : HigherIsBetter ? -value : value;
}
