using LlmEval.Model;

namespace LlmEval.Core.Tests.Model;

public sealed class Hash128Tests
{
    [Fact]
    public void It_is_the_first_half_of_the_hash_in_lower_case_digits()
    {
        byte[] sha = System.Security.Cryptography.SHA256.HashData("case"u8);

        Hash128.Of((ReadOnlySpan<byte>)sha).ToString().Should().Be(Convert.ToHexStringLower(sha)[..32]);
        new Hash128(1, 2).ToString().Should().Be("00000000000000010000000000000002");
    }

    [Fact]
    public void What_it_writes_it_reads()
    {
        Hash128 hash = Hash128.Of("a case");

        Hash128.TryParse(hash.ToString(), out Hash128 read).Should().BeTrue();
        read.Should().Be(hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    public void Anything_else_is_no_hash(string text) => Hash128.TryParse(text, out _).Should().BeFalse();
}
