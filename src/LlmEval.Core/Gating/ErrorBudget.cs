namespace LlmEval.Gating;

/// <summary>
/// How often a change that does nothing may fail a build, and what is spent where. A first look at the samples that every case gets may be wrong often, because what it finds is looked at
/// again with samples that it did not see: fresh ones of the present answers against those that the baseline held back. Both stages are combined by weights that are fixed beforehand
/// (inverse normal method: Lehmacher and Wassmer, "Adaptive Sample Size Calculations in Group Sequential Trials", Biometrics 55 (1999)), so that
/// <see cref="Mean"/> holds whatever the first look says; <see cref="Case"/> is spent on fresh samples alone. The figures were chosen by simulation, see docs/gate-proof.md.
/// </summary>
public sealed record ErrorBudget
{
    /// <summary>What the default rule spends.</summary>
    public static readonly ErrorBudget Default = new();

    /// <summary>What the sequential rule spends when the suite does not say (the usual one-sided 5%).</summary>
    public const double SequentialMean = 0.05;

    /// <summary>The share of falls, from the baseline's mean to none, from which on a single case looks lost: all of three samples passed and at most one does.</summary>
    public const double SuspectFall = 2.0 / 3;

    /// <summary>
    /// The most cases of a suite that are judged one by one, the largest falls first. Each costs a dozen samples and makes the bar higher for the others (Holm);
    /// where more than so many look lost, the mean has fallen too, and that is judged anyway.
    /// </summary>
    public const int MostSuspects = 50;

    /// <summary>The fall that a suite should be able to see, as a share: 5 points. One that cannot is warned of; the sequential rule stops once a larger one is ruled out.</summary>
    public const double Margin = 0.05;

    /// <summary>One-sided p-value of the first samples up to which fresh ones are drawn; 0 to 1.</summary>
    public double Screen { get; init; } = 0.30;

    /// <summary>Probability that a mean is called fallen when nothing changed, over all metrics of all suites of the build; above 0, at most 0.5.</summary>
    public double Mean { get; init; } = 0.007;

    /// <summary>Probability that a single case is called lost when nothing changed, over all cases of all suites of the build.</summary>
    public double Case { get; init; } = 0.01;

    /// <summary>Probability that a metric is said to have nothing to judge in more cases when nothing changed, over all metrics of all suites of the build.</summary>
    public double NotApplicable { get; init; } = 0.002;

    /// <summary>Probability that a use is called risen when nothing changed, over all <c>rise</c> bounds of all suites of the build.</summary>
    public double Rise { get; init; } = 0.001;

    /// <summary>The smallest fall that counts, as a share from 0 to 1: of 1 for pass rates and ratios, of the baseline's mean for any other unit.</summary>
    public double MinEffect { get; init; } = 0.01;

    /// <summary>The probability that is stated: that of any of them. What is bounded without a baseline (floors, <c>max</c>) and what may not fail even once (must-pass, zero-tolerance) has rates of its own.</summary>
    public double Total => Mean + Case + NotApplicable + Rise;
}
