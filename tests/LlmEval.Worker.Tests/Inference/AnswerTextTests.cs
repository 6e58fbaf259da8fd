using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmEval.Worker.Inference;

namespace LlmEval.Worker.Tests.Inference;

public sealed class AnswerTextTests
{
    [Fact]
    public void A_stop_text_in_pieces_is_found_and_cut_off()
    {
        AnswerText sut = new(["END"]);

        Add(sut, "one E").Should().BeFalse();
        Add(sut, "N").Should().BeFalse();
        Add(sut, "D two").Should().BeTrue();

        sut.ToString().Should().Be("one ");
    }

    [Fact]
    public void The_earliest_of_several_stop_texts_counts()
    {
        AnswerText sut = new(["two", "one"]);

        Add(sut, "zero one two").Should().BeTrue();

        sut.ToString().Should().Be("zero ");
    }

    [Fact]
    public void A_character_in_pieces_becomes_whole_and_one_cut_in_half_is_marked()
    {
        AnswerText sut = new([]);
        byte[] euro = Encoding.UTF8.GetBytes("€");

        sut.Add(euro.AsSpan(0, 1));
        sut.Add(euro.AsSpan(1));
        sut.Add(euro.AsSpan(0, 2));

        sut.ToString().Should().Be("€\uFFFD");
    }

    [Fact]
    public void However_the_text_comes_the_answer_is_what_stands_before_the_stop_text() => Prop.ForAll(
        Gen.Zip(Gen.Elements('a', 'b', 'x').ArrayOf(), Gen.Choose(1, 4)).ToArbitrary(),
        input =>
        {
            (char[] letters, int size) = input;
            string text = new(letters);
            AnswerText sut = new(["ab", "bx"]);
            foreach (char[] piece in text.Chunk(size))
            {
                if (Add(sut, new string(piece))) { break; }
            }

            int[] at = [.. new[] { text.IndexOf("ab", StringComparison.Ordinal), text.IndexOf("bx", StringComparison.Ordinal) }.Where(i => i >= 0)];
            return sut.ToString() == (at.Length == 0 ? text : text[..at.Min()]);
        }).QuickCheckThrowOnFailure();

    private static bool Add(AnswerText sut, string text) => sut.Add(Encoding.UTF8.GetBytes(text));
}
