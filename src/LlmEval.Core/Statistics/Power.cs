namespace LlmEval.Statistics;

/// <summary>
/// What a comparison of N cases can see. Source: Miller, "Adding Error Bars to Evals" (arXiv 2411.00640, 2024), section 5: the variance of a mean difference is
/// <c>(omega^2 + sigma_b^2 / k_b + sigma_c^2 / k_c) / N</c>.
/// </summary>
public static class Power
{
    /// <summary>The standard error of the mean difference, in the unit of the scores.</summary>
    /// <param name="cases">N, above 0.</param>
    /// <param name="between">omega^2: the variance over cases of the true difference, 0 or more.</param>
    /// <param name="withinBaseline">sigma_b^2: the mean variance of samples of one case in the baseline, 0 or more.</param>
    /// <param name="baselineSamples">k_b: samples a case in the baseline, above 0.</param>
    /// <param name="withinCandidate">sigma_c^2: the same in the candidate.</param>
    /// <param name="candidateSamples">k_c: samples a case in the candidate, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double StandardError(double cases, double between, double withinBaseline, double baselineSamples, double withinCandidate, double candidateSamples)
    {
        Positive(cases, nameof(cases));
        return Math.Sqrt(OneCase(between, withinBaseline, baselineSamples, withinCandidate, candidateSamples) / cases);
    }

    /// <summary>The variance of the difference of one case, <c>omega^2 + sigma_b^2 / k_b + sigma_c^2 / k_c</c>.</summary>
    /// <inheritdoc cref="StandardError" path="/param[@name!='cases']"/>
    /// <inheritdoc cref="StandardError" path="/exception"/>
    public static double OneCase(double between, double withinBaseline, double baselineSamples, double withinCandidate, double candidateSamples)
    {
        NotNegative(between, nameof(between));
        NotNegative(withinBaseline, nameof(withinBaseline));
        NotNegative(withinCandidate, nameof(withinCandidate));
        Positive(baselineSamples, nameof(baselineSamples));
        Positive(candidateSamples, nameof(candidateSamples));
        return between + (withinBaseline / baselineSamples) + (withinCandidate / candidateSamples);
    }

    /// <summary>The smallest fall that is seen with a given chance: <c>(z(1 - alpha) + z(power)) SE</c>, in the unit of the scores.</summary>
    /// <param name="standardError">SE of the mean difference, 0 or more.</param>
    /// <param name="alpha">One-sided error rate, between 0 and 1.</param>
    /// <param name="power">The chance, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double MinimumDetectableEffect(double standardError, double alpha = .05, double power = .8)
    {
        NotNegative(standardError, nameof(standardError));
        return Math.Max(0, Deviations(alpha, power)) * standardError;
    }

    /// <summary>The number of cases with which a fall is seen with a given chance: <c>(z(1 - alpha) + z(power))^2 Var / fall^2</c>. Round it up.</summary>
    /// <param name="fall">Size of the fall, above 0, in the unit of the scores.</param>
    /// <param name="oneCase">Var, the variance of the difference of one case, 0 or more: <see cref="OneCase"/>.</param>
    /// <param name="alpha">One-sided error rate, between 0 and 1.</param>
    /// <param name="power">The chance, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double CasesNeeded(double fall, double oneCase, double alpha = .05, double power = .8)
    {
        Positive(fall, nameof(fall));
        NotNegative(oneCase, nameof(oneCase));
        double deviations = Math.Max(0, Deviations(alpha, power));
        return deviations * deviations * oneCase / (fall * fall);
    }

    /// <summary>The chance that a one-sided paired t test of N cases sees a fall. Equal to statsmodels' <c>TTestPower.power(fall / sd, N, alpha, alternative="larger")</c>.</summary>
    /// <param name="fall">Size of the fall, 0 or more (below 0: a rise), in the unit of the scores.</param>
    /// <param name="standardError">SE of the mean difference, 0 or more.</param>
    /// <param name="degreesOfFreedom">N - 1 or clusters - 1, at least 1.</param>
    /// <param name="alpha">One-sided error rate, between 0 and 1.</param>
    /// <returns>0 to 1. Without any spread it is 1 for a fall and else 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double OfT(double fall, double standardError, double degreesOfFreedom, double alpha = .05)
    {
        if (!double.IsFinite(fall)) { throw new ArgumentOutOfRangeException(nameof(fall), fall, "A finite number."); }

        NotNegative(standardError, nameof(standardError));
        if (!(degreesOfFreedom >= 1)) { throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "At least 1."); }

        Share(alpha, nameof(alpha));
        return standardError == 0 ? (fall > 0 ? 1 : 0) : NoncentralT.Upper(-StudentsT.Quantile(alpha, degreesOfFreedom), degreesOfFreedom, fall / standardError);
    }

    private static double Deviations(double alpha, double power)
    {
        Share(alpha, nameof(alpha));
        Share(power, nameof(power));
        return Normal.UpperInverse(alpha) + Normal.PhiInverse(power);
    }

    private static void Share(double value, string name)
    {
        if (!(value > 0 && value < 1)) { throw new ArgumentOutOfRangeException(name, value, "Between 0 and 1."); }
    }

    private static void Positive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) { throw new ArgumentOutOfRangeException(name, value, "Above 0 and finite."); }
    }

    private static void NotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value))) { throw new ArgumentOutOfRangeException(name, value, "0 or more and finite."); }
    }
}
