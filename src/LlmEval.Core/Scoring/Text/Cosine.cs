using System.Numerics;

namespace LlmEval.Scoring.Text;

/// <summary>
/// The cosine of the angle between two vectors, -1 to 1. Sums are taken in double precision after scaling by the largest component, so that
/// large and small vectors neither overflow nor vanish. A vector without a length to speak of (less than 10 machine epsilons) has no direction: 0, as
/// in scikit-learn.
/// </summary>
public static class Cosine
{
    private const double Least = 10 * 2.220446049250313e-16;

    /// <summary>The similarity.</summary>
    /// <exception cref="ArgumentException">The vectors differ in length, or a component is not finite.</exception>
    public static double Similarity(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => Of(left, right);

    /// <summary>The similarity.</summary>
    /// <exception cref="ArgumentException">The vectors differ in length, or a component is not finite.</exception>
    public static double Similarity(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => Of(left, right);

    private static double Of<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : struct, INumber<T>
    {
        if (left.Length != right.Length) { throw new ArgumentException($"The vectors have {left.Length} and {right.Length} components.", nameof(right)); }

        double most = Largest(left), mostRight = Largest(right);
        if (most == 0 || mostRight == 0) { return 0; }

        double product = 0, squares = 0, squaresRight = 0;
        for (int i = 0; i < left.Length; i++)
        {
            double a = double.CreateChecked(left[i]) / most;
            double b = double.CreateChecked(right[i]) / mostRight;
            product += a * b;
            squares += a * a;
            squaresRight += b * b;
        }

        double length = Math.Sqrt(squares), lengthRight = Math.Sqrt(squaresRight);
        return most * length < Least || mostRight * lengthRight < Least ? 0 : Math.Clamp(product / (length * lengthRight), -1, 1);
    }

    private static double Largest<T>(ReadOnlySpan<T> vector)
        where T : struct, INumber<T>
    {
        double largest = 0;
        foreach (T component in vector)
        {
            if (!T.IsFinite(component)) { throw new ArgumentException("A component is not a finite number.", nameof(vector)); }

            largest = Math.Max(largest, Math.Abs(double.CreateChecked(component)));
        }

        return largest;
    }
}
