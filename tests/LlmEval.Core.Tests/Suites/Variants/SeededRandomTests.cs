using LlmEval.Suites.Variants;

namespace LlmEval.Core.Tests.Suites.Variants;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_algorithm()
    {
        SeededRandom random = new(1234567);

        ulong[] drawn = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];

        drawn.Should().Equal(6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821);
    }

    [Fact]
    public void Numbers_stay_below_their_bound_and_reach_each_value()
    {
        SeededRandom random = SeededRandom.Of("a", "b");

        Enumerable.Range(0, 200).Select(_ => random.Below(5)).Distinct().Order().Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public void Where_one_text_ends_matters() => SeededRandom.Of("ab", "c").Next().Should().NotBe(SeededRandom.Of("a", "bc").Next());
}
