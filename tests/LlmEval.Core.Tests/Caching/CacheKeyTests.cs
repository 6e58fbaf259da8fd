using FsCheck;
using FsCheck.Fluent;
using LlmEval.Caching;

namespace LlmEval.Core.Tests.Caching;

public sealed class CacheKeyTests
{
    [Fact]
    public void A_key_is_read_back_from_its_text_and_its_bytes()
    {
        Gen<byte[]> bytes = Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), CacheKey.Size);

        Prop.ForAll(bytes.ToArbitrary(), b =>
        {
            var key = new CacheKey(b);
            byte[] copy = new byte[CacheKey.Size];
            key.CopyTo(copy);
            return copy.AsSpan().SequenceEqual(b)
                && key.ToString() == Convert.ToHexStringLower(b)
                && CacheKey.Parse(key.ToString()) == key
                && CacheKey.Parse(key.ToString().ToUpperInvariant()).GetHashCode() == key.GetHashCode();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_byte_counts_in_a_comparison()
    {
        for (int i = 0; i < CacheKey.Size; i++)
        {
            byte[] bytes = new byte[CacheKey.Size];
            bytes[i] = 1;
            (new CacheKey(bytes) == default).Should().BeFalse();
            (new CacheKey(bytes) != default).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_not_64_hexadecimal_digits_is_no_key(string text)
    {
        CacheKey.TryParse(text, out _).Should().BeFalse();
        FluentActions.Invoking(() => CacheKey.Parse(text)).Should().Throw<FormatException>();
    }
}
