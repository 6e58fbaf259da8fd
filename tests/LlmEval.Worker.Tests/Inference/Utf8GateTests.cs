using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Tests.Inference;

public sealed class Utf8GateTests
{
    [Fact]
    public void Text_in_any_pieces_passes_and_ends_between_characters() => Prop.ForAll(
        Gen.Zip(Gen.Elements("a", "é", "€", "😀", "\u07FF", "\uFFFD", "\U0010FFFF").ListOf(), Gen.Choose(1, 5)).ToArbitrary(),
        input =>
        {
            Utf8Gate sut = new();
            return Encoding.UTF8.GetBytes(string.Concat(input.Item1)).Chunk(input.Item2).All(piece => sut.Fits(piece) && sut.Take(piece)) && !sut.Within;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_takes_exactly_what_is_a_text_or_begins_one() => Prop.ForAll(
        Gen.Elements(new byte[] { 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF }).ArrayOf().ToArbitrary(),
        bytes =>
        {
            Utf8Gate sut = new();
            bool taken = sut.Take(bytes);
            bool valid = Utf8.IsValid(bytes);
            bool beginning = new[] { new byte[] { 0x80 }, [0x80, 0x80], [0x80, 0x80, 0x80], [0xA0, 0x80], [0x90, 0x80, 0x80] }.Any(rest => Utf8.IsValid([.. bytes, .. rest]));
            return taken == (valid || beginning) && (!taken || sut.Within == !valid);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_question_leaves_it_as_it_is()
    {
        Utf8Gate sut = new();

        sut.Fits([0xE2, 0x82]).Should().BeTrue();

        sut.Within.Should().BeFalse();
        sut.Fits("x"u8).Should().BeTrue();
    }
}
