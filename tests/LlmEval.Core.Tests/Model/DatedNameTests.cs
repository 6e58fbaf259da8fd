using LlmEval.Models;

namespace LlmEval.Core.Tests.Model;

public sealed class DatedNameTests
{
    [Theory]
    [InlineData("gpt-5-mini-2025-08-07", true)]
    [InlineData("claude-sonnet-4-5-20250929", true)]
    [InlineData("claude-sonnet-4-5@20250929", true)]
    [InlineData("gpt-4-0613", true)]
    [InlineData("gpt-5-mini", false)]
    [InlineData("claude-sonnet-4-5", false)]
    [InlineData("gpt-5-latest", false)]
    [InlineData("llama3.2:1b", false)]
    [InlineData("model-2025-13-01", false)]
    [InlineData("model-1700", false)]
    [InlineData("20250929", false)]
    [InlineData("gpt-5-mini-2025-08-07\n", false)]
    [InlineData(null, false)]
    public void A_name_of_one_version_ends_with_a_date(string? name, bool isOne) => DatedName.Is(name).Should().Be(isOne);
}
