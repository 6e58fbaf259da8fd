namespace LlmEval.Statistics;

/// <summary>What <see cref="PairedT"/> found.</summary>
/// <param name="N">Number of differences, 2 or more.</param>
/// <param name="Mean">Mean difference, in the unit of the differences.</param>
/// <param name="StandardError">Standard error of the mean; 0 when all differences are equal.</param>
/// <param name="T">Mean over its standard error; infinite when all differences are equal and not 0.</param>
/// <param name="DegreesOfFreedom">N - 1, or the number of clusters - 1.</param>
/// <param name="PLess">One-sided p-value of "the mean is below 0".</param>
/// <param name="PGreater">One-sided p-value of "the mean is above 0".</param>
/// <param name="PTwoSided">Two-sided p-value.</param>
/// <param name="Lower">Lower end of the two-sided 95% interval of the mean.</param>
/// <param name="Upper">Upper end of the two-sided 95% interval of the mean.</param>
/// <param name="UpperOneSided">Upper end of the one-sided 95% interval of the mean.</param>
public sealed record PairedTResult(
    int N,
    double Mean,
    double StandardError,
    double T,
    int DegreesOfFreedom,
    double PLess,
    double PGreater,
    double PTwoSided,
    double Lower,
    double Upper,
    double UpperOneSided);
