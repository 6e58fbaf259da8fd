using LlmEval.Model;

namespace LlmEval.Scoring.Judges;

public sealed class CitationTests
{
    private static readonly Passage[] s_two = [new("Paris is the capital."), new("France has 68 million people.")];

    [Theory]
    [InlineData("Paris is the capital [1]. It has people [2].", "Paris is the capital .|0;It has people .|1")]
    [InlineData("Paris is the capital. [1][2] It has people.", "Paris is the capital.|0,1;It has people.|")]
    [InlineData("A is B [1, 2]; C is D [9].", "A is B ; C is D .|0,1,-1")]
    [InlineData("It costs 3.50 euros, e.g. here [1]!", "It costs 3.50 euros, e.g. here !|0")]
    [InlineData("One [sic] thing.\nTwo things [2]", "One [sic] thing.|;Two things|1")]
    [InlineData("First.\n[1]", "First.|0")]
    [InlineData("\u5df4\u9ece\u662f\u9996\u90fd\u3002[1]\u4eba\u53e3\u5f88\u591a\u3002", "\u5df4\u9ece\u662f\u9996\u90fd\u3002|0;\u4eba\u53e3\u5f88\u591a\u3002|")]
    [InlineData("\u201cYes.\u201d [1] \u201cNo.\u201d", "\u201cYes.\u201d|0;\u201cNo.\u201d|")]
    [InlineData("  ... [1] ", "")]
    public void Sentences_are_split_and_carry_their_citations(string text, string expected)
    {
        IReadOnlyList<CitedSentence> sentences = CitedSentence.Split(text, s_two);
        string.Join(';', sentences.Select(s => $"{s.Text}|{string.Join(',', s.Cited)}")).Should().Be(expected);
        sentences.All(s => s.Start >= 0 && s.Start + s.Length <= text.Length).Should().BeTrue();
    }

    [Fact]
    public void Passages_with_ids_are_cited_by_them() =>
        CitedSentence.Split("A [geo]. B [geo; 2]. C [other].", [new("x", "geo"), new("y", "2"), new("z", "3")]).Select(s => string.Join(',', s.Cited)).Should().Equal("0", "0,1", "");

    [Fact]
    public void Precision_counts_citations_and_recall_counts_sentences()
    {
        using JudgeBench bench = new();
        ScoreSetup setup = new() { Passages = s_two };
        const string Text = "Paris is the capital [1]. It has many people [1][2]. It is nice. It is old [7].";
        FakeModels models = new(r => JudgeBench.Verdict(
            FakeModels.Data(r, "claim").Contains("capital", StringComparison.Ordinal) || FakeModels.Data(r, "passage").Contains("68", StringComparison.Ordinal) ? "entailed" : "not-entailed"));
        Score precision = bench.Score("citation-precision: { judge: judge }", Text, models, setup);
        precision.Value.Should().Be(0.5, "of [1], [1], [2] and [7] the second says nothing of people and the last does not exist");
        precision.Evidence.Select(e => Text.Substring(e.Start, e.Length)).Should().Equal("It has many people [1][2].", "It is old [7].");
        precision.Evidence[1].Note.Should().Be("cites a passage that does not exist");
        models.Asked.Should().HaveCount(3);
        Score recall = bench.Score("citation-recall: { judge: judge }", Text, models, setup);
        recall.Value.Should().Be(0.5, "the union of [1] and [2] supports the second sentence; the third cites nothing, the fourth nothing that exists");
        recall.Passed.Should().BeFalse();
        recall.Reason.Should().StartWith("2 of 4 sentences");
    }

    [Fact]
    public void Without_citations_precision_has_nothing_to_judge_and_recall_is_nought()
    {
        using JudgeBench bench = new();
        FakeModels models = new(JudgeBench.Verdict("entailed"));
        bench.Score("citation-precision: { judge: judge }", "It is Paris.", models).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        bench.Score("citation-precision: { judge: judge }", "", models).Outcome.Should().Be(ScoreOutcome.NotApplicable);
        bench.Score("citation-recall: { judge: judge }", "It is Paris.", models).Value.Should().Be(0);
        models.Asked.Should().BeEmpty();
        bench.Score("citation-recall: { judge: judge }", "It is Paris [geo].", models).Passed.Should().BeTrue();
        bench.Score("citation-recall: { judge: judge }", "It is Paris [geo].", new FakeModels("?")).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Score("citation-precision: { judge: judge }", "It is Paris [geo].", models, new ScoreSetup { Passages = [] }).Outcome.Should().Be(ScoreOutcome.Unscored);
        bench.Score("citation-precision: { judge: judge, max-claims: 1 }", "It is Paris [geo][pop].", models).Outcome.Should().Be(ScoreOutcome.Unscored);
    }

    [Fact]
    public void A_long_text_is_split_in_linear_time() => CitedSentence.Split(new string('[', 300_000) + string.Concat(Enumerable.Repeat(". [1] a", 50_000)), s_two).Should().NotBeEmpty();
}
