namespace LlmEval.Statistics;

/// <summary>
/// The chance that at least one of k samples passes, from n samples of which c passed, without bias. Source: Chen et al., "Evaluating Large Language Models Trained on Code"
/// (arXiv 2107.03374, 2021), equation 1.
/// </summary>
public static class PassAtK
{
    /// <summary><c>1 - C(n - c, k) / C(n, k)</c>.</summary>
    /// <param name="samples">n, at least <paramref name="k"/>.</param>
    /// <param name="passed">c, 0 to n.</param>
    /// <param name="k">At least 1.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range: fewer samples than k say nothing of k.</exception>
    public static double Estimate(int samples, int passed, int k) => 1 - PassHatK.All(samples, samples - passed, k);
}
