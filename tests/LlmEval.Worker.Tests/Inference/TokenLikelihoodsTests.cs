using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Tests.Inference;

public sealed class TokenLikelihoodsTests
{
    [Fact]
    public void Tokens_beyond_the_answers_end_are_left_out()
    {
        TokenLikelihoods sut = new();
        foreach (string piece in (string[])["one ", "E", "N", "D"]) { sut.Add(System.Text.Encoding.UTF8.GetBytes(piece), [0, 0], 0); }

        sut.Texts(4).Should().Equal("one ");
        sut.Values(4).Should().ContainSingle().Which.Should().BeApproximately(-Math.Log(2), 1e-6);
        sut.Texts(5).Should().Equal("one ", "E");
    }

    [Fact]
    public void Numbers_that_are_none_are_not_told()
    {
        TokenLikelihoods sut = new();
        sut.Add("a"u8, [0, 0], 0);
        sut.Add("b"u8, [float.NaN, 0], 0);

        sut.Texts(2).Should().BeNull();
        sut.Values(2).Should().BeNull();
    }
}
