using System.Runtime.InteropServices;
using LlmEval.Statistics;

namespace LlmEval.Scoring.Judges;

/// <summary>The share of answers that pass, corrected for a judge that errs, and its standard error and 95% interval.</summary>
/// <param name="Estimate">The rate.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Lower">Lower end of the 95% interval (normal approximation, not cut).</param>
/// <param name="Upper">Upper end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CorrectedRate(double Estimate, double StandardError, double Lower, double Upper)
{
    /// <summary>
    /// Rogan and Gladen (1978): (p + TNR - 1) / (TPR + TNR - 1), cut to 0..1. Null when the judge is no better than chance (TPR + TNR at most 1).
    /// </summary>
    /// <param name="judged">Share of answers that the judge passes.</param>
    /// <param name="truePositiveRate">Share of the good answers that it passes.</param>
    /// <param name="trueNegativeRate">Share of the bad answers that it fails.</param>
    public static double? RoganGladen(double judged, double truePositiveRate, double trueNegativeRate)
    {
        double skill = truePositiveRate + trueNegativeRate - 1;
        return skill > 0 ? Math.Clamp((judged + trueNegativeRate - 1) / skill, 0, 1) : null;
    }

    /// <summary>
    /// Prediction-powered inference of a mean (Angelopoulos and others 2023): mean(judge, unlabelled) + mean(human - judge, labelled), with variance
    /// var(judge, unlabelled)/N + var(human - judge)/n. Variances are of populations (ddof 0).
    /// </summary>
    /// <param name="human">Labels of humans.</param>
    /// <param name="judge">The judge's labels of the same answers.</param>
    /// <param name="unlabelled">The judge's labels of other answers.</param>
    public static CorrectedRate PredictionPowered(IReadOnlyList<double> human, IReadOnlyList<double> judge, IReadOnlyList<double> unlabelled) =>
        Tuned(human, judge, unlabelled, 1);

    /// <summary>
    /// The same with power tuning (PPI++, 2023): the judge counts by <see cref="Lambda"/>, so that a poor judge does no harm.
    /// </summary>
    public static CorrectedRate PowerTuned(IReadOnlyList<double> human, IReadOnlyList<double> judge, IReadOnlyList<double> unlabelled) =>
        Tuned(human, judge, unlabelled, Lambda(human, judge, unlabelled));

    /// <summary>
    /// lambda = cov(human, judge) / ((1 + n/N) var(judge)), cut to 0..1; the variance is over all of the judge's labels. 0 when the judge gives all the same label.
    /// </summary>
    public static double Lambda(IReadOnlyList<double> human, IReadOnlyList<double> judge, IReadOnlyList<double> unlabelled)
    {
        Check(human, judge, unlabelled);
        double variance = Variance([.. judge, .. unlabelled]);
        if (variance == 0) { return 0; }

        double meanHuman = human.Average(), meanJudge = judge.Average();
        double covariance = human.Zip(judge, (y, f) => (y - meanHuman) * (f - meanJudge)).Average();
        return Math.Clamp(covariance / ((1 + ((double)human.Count / unlabelled.Count)) * variance), 0, 1);
    }

    private static CorrectedRate Tuned(IReadOnlyList<double> human, IReadOnlyList<double> judge, IReadOnlyList<double> unlabelled, double lambda)
    {
        Check(human, judge, unlabelled);
        double[] rest = [.. human.Zip(judge, (y, f) => y - (lambda * f))];
        double estimate = (lambda * unlabelled.Average()) + rest.Average();
        double error = Math.Sqrt((lambda * lambda * Variance(unlabelled) / unlabelled.Count) + (Variance(rest) / rest.Length));
        return new CorrectedRate(estimate, error, estimate - (BinomialInterval.Z95 * error), estimate + (BinomialInterval.Z95 * error));
    }

    private static void Check(IReadOnlyList<double> human, IReadOnlyList<double> judge, IReadOnlyList<double> unlabelled)
    {
        if (human.Count != judge.Count) { throw new ArgumentException("There must be one label of the judge for each of the humans'.", nameof(judge)); }

        if (human.Count == 0 || unlabelled.Count == 0) { throw new ArgumentException("There must be labelled and unlabelled answers.", nameof(human)); }
    }

    private static double Variance(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return values.Average(v => (v - mean) * (v - mean));
    }
}
