using LlmEval.Documents;

namespace LlmEval.Core.Tests.Documents;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "tags", 4)]
    [InlineData("tags", "tags", 0)]
    [InlineData("tgas", "tags", 1)]
    [InlineData("scroe", "score", 1)]
    [InlineData("tagss", "tags", 1)]
    [InlineData("gats", "tags", 2)]
    [InlineData("ca", "abc", 3)]
    public void A_slip_of_the_fingers_counts_once(string left, string right, int distance)
    {
        Spelling.Distance(left, right).Should().Be(distance);
        Spelling.Distance(right, left).Should().Be(distance);
    }
}
