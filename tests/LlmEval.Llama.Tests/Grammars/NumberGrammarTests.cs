using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Llama.Grammars;

namespace LlmEval.Llama.Tests.Grammars;

/// <summary>The grammars of numbers use nothing that a regular expression has not, so they are held against numbers as such.</summary>
public sealed class NumberGrammarTests
{
    [Fact]
    public void Whole_numbers_are_exactly_those_between_the_bounds() => Prop.ForAll(
        Gen.Zip(Gen.Choose(-1500, 1500), Gen.Choose(0, 1200)).ToArbitrary(),
        bounds =>
        {
            int low = bounds.Item1, high = low + bounds.Item2;
            Regex sut = Expression(NumberGrammar.Integers(low, high)!);
            return Enumerable.Range(low - 50, high - low + 100).All(i => sut.IsMatch(i.ToString(CultureInfo.InvariantCulture)) == (i >= low && i <= high));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Large_bounds_are_exact_at_their_ends() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, int.MaxValue), Gen.Choose(0, int.MaxValue)).ToArbitrary(),
        input =>
        {
            BigInteger low = (BigInteger)input.Item1 * input.Item2 / 7, high = low + ((BigInteger)input.Item2 * 10);
            Regex sut = Expression(NumberGrammar.Integers(low, high)!);
            return new[] { low - 1, low, low + 1, high - 1, high, high + 1 }.All(i => sut.IsMatch(i.ToString(CultureInfo.InvariantCulture)) == (i >= low && i <= high));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decimals_of_as_many_digits_as_the_bounds_are_exactly_those_between() => Prop.ForAll(
        Gen.Zip(Gen.Choose(-1200, 1200), Gen.Choose(0, 700)).ToArbitrary(),
        bounds =>
        {
            decimal low = bounds.Item1 / 100m, high = (bounds.Item1 + bounds.Item2) / 100m;
            Regex sut = Expression(NumberGrammar.Decimals(new NumberBound(low, false), new NumberBound(high, false))!);
            return Enumerable.Range(bounds.Item1 - 40, bounds.Item2 + 80).All(i =>
            {
                decimal number = i / 100m;
                bool inside = number >= low && number <= high;

                // The bound that is farther from zero is written with no more digits than it is said with.
                bool outer = (number == high && high >= 0) || (number == low && low < 0);
                return (outer || sut.IsMatch(number.ToString("0.00", CultureInfo.InvariantCulture)) == inside)
                    && (number * 10 % 1 != 0 || (outer && number % 1 == 0) || sut.IsMatch(number.ToString("0.0", CultureInfo.InvariantCulture)) == inside)
                    && (number % 1 != 0 || sut.IsMatch(number.ToString("0", CultureInfo.InvariantCulture)) == inside);
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_digits_and_excluded_bounds_stay_between() => Prop.ForAll(
        Gen.Zip(Gen.Zip(Gen.Choose(-300, 300), Gen.Choose(1, 200)), Gen.Choose(-400_000, 600_000)).ToArbitrary(),
        input =>
        {
            ((int from, int length), int at) = input;
            decimal low = from / 10m, high = (from + length) / 10m, number = at / 10_000m;
            Regex sut = Expression(NumberGrammar.Decimals(new NumberBound(low, true), new NumberBound(high, true))!);
            bool written = sut.IsMatch(number.ToString("0.0000", CultureInfo.InvariantCulture));
            return written ? number > low && number < high : number <= low || number >= high;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_numbers_between_there_is_none()
    {
        NumberGrammar.Integers(3, 2).Should().BeNull();
        NumberGrammar.Decimals(new NumberBound(1, false), new NumberBound(1, true)).Should().BeNull();
        Expression(NumberGrammar.Decimals(new NumberBound(1, false), new NumberBound(1, false))!).IsMatch("1").Should().BeTrue();
    }

    [Fact]
    public void One_bound_is_enough()
    {
        Regex above = Expression(NumberGrammar.Integers(18, null)!), below = Expression(NumberGrammar.Integers(null, -1)!);

        above.IsMatch("17").Should().BeFalse();
        above.IsMatch("18").Should().BeTrue();
        above.IsMatch("999999999999999").Should().BeTrue();
        below.IsMatch("-1").Should().BeTrue();
        below.IsMatch("0").Should().BeFalse();
    }

    private static Regex Expression(string grammar) =>
        new($"^(?:{Regex.Replace(grammar, "\"([^\"]*)\"", m => Regex.Escape(m.Groups[1].Value)).Replace(" ", string.Empty, StringComparison.Ordinal)})$", RegexOptions.None, TimeSpan.FromSeconds(10));
}
