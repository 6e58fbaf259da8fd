using LlmEval.Model;

namespace LlmEval.Scoring.OverSuite;

public sealed class CorpusTests
{
    [Fact]
    public void Corpus_BLEU_is_sacrebleus()
    {
        // Rows of sacrebleu 2.6, corpus_bleu(lowercase=True), divided by a hundred.
        SuiteBench first = new("- corpus-bleu: { value: \"{{expected}}\", lowercase: true }");
        first.Case(["東京は日本の首都です。"], "日本の首都は東京です。")
            .Case(["Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři."], "A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.")
            .Case(["The man had just bitten him."], "The man bit him first.")
            .Case(["Refunds are issued within 5-7 business days."], "Refunds are issued within 7 business days.")
            .Case(["The CEO's email is ceo@example.com"], "CEO email: ceo@example.com");
        first.Value("corpus-bleu").Should().BeApproximately(0.284973, 1e-6);

        SuiteBench second = new("- corpus-bleu: { value: \"{{expected}}\", lowercase: true }");
        second.Case(["hello there"], "hello there").Case(["The man had just bitten him."], "The man bit him first.").Case(["a test"], "a test")
            .Case(["Call me at 10:30 a.m. on 2024-05-01!"], "Call me at 10.30am on 1 May 2024.");
        second.Value("corpus-bleu").Should().BeApproximately(0.109673, 1e-6);
    }

    [Fact]
    public void The_counts_are_added_up_and_not_the_scores()
    {
        SuiteBench bench = new("- corpus-chrf: \"{{expected}}\"\n- chrf: \"{{expected}}\"");
        bench.Case(["the cat"], "the cat").Case(["a dog ran away from home"], "one horse stayed in the stable");
        double corpus = bench.Value("corpus-chrf");
        corpus.Should().BeApproximately(Text.Chrf.Corpus(["the cat", "a dog ran away from home"], [["the cat"], ["one horse stayed in the stable"]]) / 100, 1e-6);
        corpus.Should().BeLessThan(0.5, "the long wrong answer weighs more than the short right one");
    }

    [Fact]
    public void Slices_are_corpora_of_their_own_and_missing_texts_are_empty()
    {
        SuiteBench bench = new("- corpus-bleu: { value: \"{{expected}}\", path: $.t }");
        bench.Case(["{\"t\":\"the quick brown fox jumps\"}"], "the quick brown fox jumps", ["de"]).Case(["no JSON"], "the quick brown fox jumps", ["fr"]);
        SuiteScore score = bench.Score("corpus-bleu");
        score.Slices.Should().Equal(new SliceScore("de", 1, 1), new SliceScore("fr", 0, 1));
        score.Value.Should().BeApproximately(Math.Exp(-1), 1e-6, "half the length is there");
    }

    [Fact]
    public void Answers_that_did_not_come_are_left_out_or_leave_no_number()
    {
        SuiteBench bench = new("- corpus-bleu: \"{{expected}}\"");
        bench.Case(["one two three four", "one two three four", null], "one two three four");
        bench.Score("corpus-bleu").Reason.Should().Contain("1 unscored");
        bench.Case([null, null], "x").Score("corpus-bleu").Outcome.Should().Be(ScoreOutcome.Unscored);
    }
}
